-- compare.lua - j.compare: options side by side.
-- SPDX-License-Identifier: GPL-3.0-or-later
local host = ...
local tables = host.room "tables"
local plain = tables.plain
local j = {}

tables.tagged "compare"

local function option_pair(key, entry)
    if type(key) == "string" then return key, entry end
    if not plain(entry) then return nil, entry end
    return entry.name or entry[1], entry.scenario or entry[2]
end

local compare_field = { "options", "baseline", "metrics", "ratios", "weights", "replicates",
                        "to_within", "nested", "seed", "name", "title", "question", "answer", "note",
                        "junkan", "variants" }

-- j.compare { options = { {"today", base}, ... }, baseline = "today", replicates = n, ... }
function j.compare(t)
    tables.check_plain(t, "j.compare")
    tables.check_fields(t, compare_field, "j.compare", "")
    local out, options, names, seen = tables.copy(t), {}, {}, {}
    if not plain(t.options) or #tables.names_of(t.options) + #t.options == 0 then
        host.fault(t, "options", "options", "SCRIPT_COMPARE_OPTIONS", nil)
    end
    for key, entry in pairs(plain(t.options) and t.options or {}) do
        local name, s = option_pair(key, entry)
        local named = type(name) == "string" and name:find("%S") ~= nil
        local path = named and "options." .. name or "options[" .. tostring(key) .. "]"
        if not named then
            host.fault(t.options, key, path, "SCRIPT_COMPARE_NAME", nil)
        elseif seen[name] then
            host.fault(t.options, key, path, "SCRIPT_COMPARE_TWICE", nil, name)
        elseif host.kind(s) ~= "scenario" and host.kind(s) ~= "model" then
            host.fault(t.options, key, path, "SCRIPT_COMPARE_SCENARIO", nil,
                       host.kind(s) or type(s))
        elseif options[1] and host.kind(s) ~= host.kind(options[1].scenario) then
            host.fault(t.options, key, path, "MODEL_MIXED", nil)
        else
            seen[name] = true
            names[#names + 1] = name
            local option = { name = name, scenario = s }
            host.merged(option, plain(entry) and entry or t.options)
            options[#options + 1] = option
        end
    end
    if t.baseline == nil then
        out.baseline = names[1]
    elseif not seen[t.baseline] and #names > 0 then
        host.fault(t, "baseline", "baseline", "SCRIPT_COMPARE_BASELINE",
                   type(t.baseline) == "string" and host.nearest(t.baseline, names) or nil,
                   tostring(t.baseline))
    end
    if options[1] and host.kind(options[1].scenario) == "model" and t.variants ~= nil then
        host.fault(t, "variants", "variants", "MODEL_VARIANTS", nil)
        out.variants = nil
    end
    out.options = options
    tables.name_entries(out, "ratios", "name")
    host.merged(out, t)
    return host.tag("compare", out)
end

return j
