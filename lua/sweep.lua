-- sweep.lua - j.sweep and its designs.
-- SPDX-License-Identifier: GPL-3.0-or-later
local host = ...
local tables = host.room "tables"
local j = {}

local design = { -- fields; how many is checked later
    monte_carlo = { "n" },
    grid        = { "levels" },
    lhs         = { "n", "maximin" },
    sobol       = { "n" },
    saltelli    = { "n", "second" },
    morris      = { "n", "levels" },
}

tables.tagged "design"
for kind, row in pairs(design) do
    j[kind] = function(t)
        tables.check_plain(t, "j." .. kind)
        tables.check_fields(t, row, "j." .. kind, "j." .. kind .. ".")
        local out = tables.copy(t)
        out.kind = kind
        host.merged(out, t)
        return host.tag("design", out)
    end
end

tables.tagged "sweep"
local sweep_field = { "scenario", "design", "metrics", "outputs", "group", "only", "except", "chance",
                      "replicates", "seed", "resamples", "level", "series", "correlate",
                      "conditional" }

-- j.sweep { scenario = base, design = j.saltelli { n = 1024 }, ... }
function j.sweep(t)
    tables.check_study(t, "j.sweep", sweep_field)
    if host.kind(t.design) ~= "design" then
        host.fault(t, "design", "design", "SCRIPT_SWEEP_DESIGN", nil,
                   host.kind(t.design) or type(t.design))
    end
    local out = tables.copy(t)
    if out.outputs ~= nil and out.metrics == nil then out.metrics = out.outputs end
    out.outputs = nil
    tables.name_entries(out, "conditional", "input")
    host.merged(out, t)
    return host.tag("sweep", out)
end

return j
