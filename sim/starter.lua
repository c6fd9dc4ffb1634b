-- starter: what can one kiln do for one town?
-- 一つの炭化炉は、一つの町に何をもたらすか。
--
-- Run it:          junkan run starter.lua        (実行)
-- Check it:        junkan check starter.lua      (確認だけ)
-- What there is:   junkan params                 (書けるものと既定値・出典の一覧)
--
-- Every number may be plain (in the field's unit), a quantity ("1500 ha"), or a distribution
-- (j.pert(lowest, likely, highest)): what is uncertain should say so.
-- 数値は、そのままの数、単位つきの文字列、または分布で書けます。
local j = require "junkan"

return j.scenario {
  name = "starter",
  start = "2026-04-01",
  years = 5,
  replicates = 64, -- simulated futures / 計算する将来の数

  -- Who is there. / 町
  towns = {
    { name = "Mytown", population = 18000, area = "400 km2", climate = "abashiri" },
  },

  -- What grows or falls off: wheat straw on 1,000 to 2,000 ha. / バイオマス
  biomass = {
    { name = "straw", town = "Mytown", kind = "wheat_straw", area = j.pert(1000, 1500, 2000) },
  },

  -- What turns it into char. A date says when it opens. / 炭化炉
  kilns = {
    { name = "K1", town = "Mytown", type = "sealed_batch", opens = "2026-07-01" },
  },

  -- Who works. / 働く人
  labour = {
    { name = "workshop", town = "Mytown", kind = "b_type", heads = 20 },
  },

  -- Where residents bring what can be recycled; take the dashes away to have one. / 資源ステーション
  -- stations = {
  --   { name = "hall", town = "Mytown", type = "resident_staffed", households = 1200, opens = "2027-04-01" },
  -- },
}
