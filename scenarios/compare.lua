-- compare.lua - one kiln more at Bihoro?
--
-- Question: what does a second kiln in Bihoro from 2027 add to the five of bihoro.lua: char, carbon
-- and hours, and in how many of the simulated futures is it better?
-- Answer: 22 t of char a year and 34 tCO2 net more, but only 102 hours of welfare work. People, not
-- kilns, are what Bihoro is short of: its station keeps the same people busy.
-- The numbers: 256 futures, mean of the paired differences with its 90 % interval, chance + inputs.
-- With the station: 22 (21 - 23) t, 34 (32 - 36) tCO2, 102 (76 - 128) hours, each more in at least
-- 98 % of futures. An added tonne of char brings 4.6 (3.5 - 5.6) hours; with five kilns there are 83
-- (80 - 87) hours for a tonne. Without stations (--option stations=never): 33 (32 - 34) t, 51
-- (49 - 52) tCO2, 650 (590 - 710) hours, 20 (18 - 22) for an added tonne.
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
local base = require "bihoro"
return j.compare {
  options = {
    { "five kilns", base },
    { "one more", base:with { kilns = { K6 = { town = "Bihoro", type = "sealed_batch",
                                               opens = "2027-04-01", radius = "30 km" } } } },
  },
  baseline = "five kilns",
  replicates = 256,
  metrics = { "kiln.char_t", "carbon.net_tco2", "labour.welfare_h" },
  ratios = { { "welfare work per t", numerator = "labour.welfare_h", denominator = "kiln.char_t" } },
}
