local j = require "junkan"
return j.sweep {
  design = j.sobol { n = 8 },
  scenario = j.model {
    inputs = {
      width = "2 m",
      depth = j.uniform(0, 1),
      height = j.each(j.uniform(0, 1)),
    },
    outputs = { "area", { "volume", unit = 3 }, "area" },
    eval = function(x) return x.width * x.depth, 1, 2 end,
  },
}
