-- junkan.lua - the words of a scenario: constructors that only build tables. See README.md.
--
-- Nothing is computed here and nothing is drawn: a constructor copies what it is given into a table
-- with a tag. Units, ranges and field names are checked later against the models' tables; faults
-- found here are noted with their line, and loading goes on where it can. Each file beside this one
-- is a room: it gets `host` (sim/script_host.c: what cannot be done in Lua) and returns its words.
-- SPDX-License-Identifier: GPL-3.0-or-later
local host = ...
local j = { csv = host.csv, option = host.option }

for _, room in ipairs { "values", "scenario", "compare", "sweep", "model", "calibrate" } do
    for name, word in pairs(host.room(room)) do j[name] = word end
end

return j
