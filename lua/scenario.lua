-- scenario.lua - j.scenario, base:with, and the variants of what a script returns.
-- SPDX-License-Identifier: GPL-3.0-or-later
local host = ...
local tables, merge = host.room "tables", host.room "merge"
local plain, copy = tables.plain, tables.copy
local j = {}

local scenario = {}
tables.tagged("scenario", scenario)

-- j.scenario { ... }: what a region has. Fields are those of the models' tables.
function j.scenario(t)
    tables.check_plain(t, "j.scenario")
    local fields = copy(t)
    tables.name_entries(fields, "ratios", "name")
    host.merged(fields, t)
    return host.tag("scenario", fields)
end

-- base:with { ... }: a new scenario that differs in what is given; base stays as it is.
function scenario.with(base, change)
    if host.kind(base) ~= "scenario" then host.fail("SCRIPT_WITH_COLON", nil) end
    tables.check_plain(change, "with")
    local named = copy(change)
    tables.name_entries(named, "ratios", "name")
    host.merged(named, change)
    return host.tag("scenario", merge("", base, named, true))
end

-- Variants --------------------------------------------------------------------------------------

-- One variant: every option with its changes. Policies are what towns do, not a view of the world.
local function variant_of(name, change, options)
    local scenarios = {}
    for i, s in ipairs(options) do
        local base = copy(s)
        base.variants = nil
        host.merged(base, s)
        scenarios[i] = scenario.with(host.tag("scenario", base), change)
    end
    local out = { name = name, scenarios = scenarios }
    host.merged(out, change)
    return out
end

-- variants = { ["name"] = { changes as in base:with }, ... } of a comparison, else of its first
-- option, become { { name = , scenarios = { one per option } }, ... }.
local function make_variants(root, options)
    local changes = root.variants
    if changes == nil then changes = options[1].variants end
    if changes == nil then return end
    local list = {}
    if not plain(changes) then
        host.fault(root, "variants", "variants", "SCRIPT_VARIANTS", nil)
        changes = {}
    end
    for name, change in pairs(changes) do
        local path = "variants." .. tostring(name)
        if type(name) ~= "string" or not plain(change) then
            host.fault(changes, name, path, "SCRIPT_VARIANTS", nil)
        elseif change.policy ~= nil or change.policies ~= nil then
            host.fault(change, change.policy ~= nil and "policy" or "policies", path,
                       "SCRIPT_VARIANT_POLICY", nil)
        else
            list[#list + 1] = variant_of(name, change, options)
        end
    end
    host.merged(list, changes)
    root.variants = list
end

host.finish(function(root)
    if host.kind(root) == "scenario" then
        make_variants(root, { root })
    elseif host.kind(root) == "compare" and #root.options > 0 then
        local options = {}
        for i, o in ipairs(root.options) do options[i] = o.scenario end
        make_variants(root, options)
    end
end)

return j
