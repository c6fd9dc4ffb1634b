-- compare.lua - one kiln more at Bihoro?
--
-- Question: what does a second kiln in Bihoro from 2027 add to the three of bihoro.lua: char, carbon
-- and hours, and in how many of the simulated futures is it better?
-- Answer: @ANSWER@
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
local base = require "bihoro"
return j.compare {
  options = {
    { "three kilns", base },
    { "one more", base:with { kilns = { K4 = { town = "Bihoro", type = "sealed_batch",
                                               opens = "2027-04-01", radius = "30 km" } } } },
  },
  baseline = "three kilns",
  replicates = 64,
  metrics = { "kiln.char_t", "carbon.net_tco2", "labour.welfare_h" },
}
