-- Title: A model of one's own: the Ishigami function.
-- Question: which of three inputs moves y, alone and together with others, and does Junkan say so?
-- Answer: x2 alone makes 0.44 of y's variance; x1 makes 0.31 alone and 0.56 with x3, which does
--   nothing alone and 0.24 with x1. Each is within its 90 % interval of the exact value below
--   (4,096 base points, 32,768 runs).
-- Source: Ishigami and Homma 1990, doi:10.1109/ISUMA.1990.151285:
--   y = sin x1 + a sin^2 x2 + b x3^4 sin x1, all inputs uniform from -pi to pi, a = 7, b = 0.1.
--   Variance: x1 (1 + b pi^4/5)^2 / 2, x2 a^2/8, x1 and x3 together b^2 pi^8 (1/18 - 1/50), else 0.
--   So alone: x1 0.3139, x2 0.4424, x3 0; in all: x1 0.5576, x2 0.4424, x3 0.2437.
local j = require "junkan"
local sin, pi = math.sin, math.pi
local a, b = 7, 0.1

local ishigami = j.model {
  name = "ishigami",
  inputs = { x1 = j.uniform(-pi, pi), x2 = j.uniform(-pi, pi), x3 = j.uniform(-pi, pi) },
  outputs = { "y" },
  eval = function(x)
    local s1, s2, x3 = sin(x.x1), sin(x.x2), x.x3
    return s1 + a * s2 * s2 + b * x3 * x3 * x3 * x3 * s1
  end,
}

return j.sweep {
  scenario = ishigami,
  design = j.saltelli { n = j.option("n", 4096), second = true },
}
