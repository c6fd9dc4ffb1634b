-- calibrate.lua - j.calibrate, and j.fitted, which reads what one found.
-- SPDX-License-Identifier: GPL-3.0-or-later
local host = ...
local tables, values = host.room "tables", host.room "values"
local plain = tables.plain
local j = {}

tables.tagged "calibrate"
local calibrate_field = { "scenario", "fit", "to", "method", "loss", "n", "replicates", "hold_out",
                          "seed", "level" }
local observed_field = { "name", "of", "data", "time", "value", "sd", "unit" }

-- { "station.brought_t", data = rows, ... }: the quantity may stand first, as an option's name.
local function observations(t)
    local list = {}
    for i, e in pairs(plain(t.to) and t.to or {}) do
        if plain(e) then
            local o = tables.with_name(e, e.name or e[1])
            o[1] = nil
            tables.check_fields(o, observed_field, "an observed series", "to[" .. tostring(i) .. "].")
            e = o
        end
        list[i] = e
    end
    host.merged(list, plain(t.to) and t.to or t)
    return list
end

-- j.calibrate { scenario = base, fit = { "kiln.yield" }, to = { { "station.brought_t", data = , ... } }, ... }
function j.calibrate(t)
    tables.check_study(t, "j.calibrate", calibrate_field)
    local out = tables.copy(t)
    if out.fit == nil then out.fit = {} end
    out.to = observations(t)
    host.merged(out, t)
    return host.tag("calibrate", out)
end

-- j.fitted "OUT.fitted.csv": what a calibration found, path -> distribution.
function j.fitted(file)
    local out, rows = {}, host.csv(file)
    for _, row in ipairs(rows) do
        if type(row.path) ~= "string" then host.fail("SCRIPT_FITTED", nil, tostring(file)) end
        local kind, args = tostring(row.value or ""):match("^(%a+)%((.*)%)$")
        if kind and values[kind] then
            local list = {}
            for word in args:gmatch("[^, ]+") do list[#list + 1] = tonumber(word) end
            out[row.path] = values[kind](list)
        elseif row.value ~= nil then
            out[row.path] = row.value
        end
    end
    if #rows == 0 then host.fail("SCRIPT_FITTED", nil, tostring(file)) end
    return out
end

return j
