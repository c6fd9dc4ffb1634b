-- sweep.lua - which uncertain inputs make the spread of Bihoro's answers?
--
-- Question: which of the 311 uncertain numbers of bihoro.lua should be measured first? Elementary
-- effects (Morris) of each, weather and stations as groups of their own.
-- Answer: for char, the kiln's real mass a firing and its yield, then the snow at which it stops; for
-- carbon, the soil carbon that straw would have left in the field, before anything about the kiln;
-- for hours, how many come in Abashiri; for the stations' cost, the stations' own numbers.
-- The numbers (--option n=20: 5,360 points; effect of an input from its lowest to its highest value,
-- with the 90 % interval of its mean): char 45 (41 - 49) t/y by the mass, 36 (34 - 37) by the yield,
-- 22 (20 - 23) by snow; carbon 86 (80 - 93) tCO2/y by straw's soil carbon, 72 (67 - 77) by the mass;
-- hours 6,430 (6,010 - 6,650) h/y by Abashiri's heads, 2,340 (2,100 - 2,620) by what they worked
-- before; cost 9.0 (8.8 - 9.2) M yen/y by the stations as a group.
-- Next: --option design=saltelli, with `only` naming those that matter.
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
local how = j.option("design", "morris")
local n = j.option("n", 10)

local design = { morris = j.morris { n = n, levels = 4 }, saltelli = j.saltelli { n = n },
                 lhs = j.lhs { n = n } }

return j.sweep {
    scenario = require "bihoro",
    design = design[how],
    metrics = { "kiln.char_t", "carbon.net_tco2", "labour.welfare_h", "station.net_cost_yen" },
    group = how ~= "lhs" and { weather = "weather.*", stations = "station.*" } or nil,
}
