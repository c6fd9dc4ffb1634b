-- compare.lua - one kiln more at Bihoro?
--
-- Question: what does a second kiln in Bihoro from 2027 add to the five of bihoro.lua: char, carbon
-- and hours, and in how many of the simulated futures is it better?
-- Answer (256 futures; mean of the paired differences with its 90 % interval, chance + inputs): 18 t
-- of char a year (17 - 19), 33 tCO2 net (31 - 35) and 100 hours of welfare work (80 - 130) more; more
-- of each in at least 98 % of futures. Bihoro's station keeps the same people busy: without stations
-- (--option stations=never) the sixth kiln adds 27 t, 48 tCO2 and 650 hours (590 - 710). People, not
-- kilns, are what Bihoro is short of.
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
}
