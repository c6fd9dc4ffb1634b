-- compare.lua - one kiln more at Bihoro?
--
-- Question: what does a second kiln in Bihoro from 2027 add to the five of bihoro.lua: char, carbon
-- and hours, and in how many of the simulated futures is it better?
-- Answer (256 futures; mean of the paired differences with its 90 % interval): 30 t of char a year (29 -
-- 31), 54 tCO2 net (52 - 57) and 710 hours of welfare work (650 - 760) more; more of each in over 99 %
-- of futures. The sixth kiln shares the crew of the first, so it adds fewer hours than that one brought.
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
