-- values.lua - what stands in the place of a number: distributions, j.each, j.series, j.by_policy.
-- SPDX-License-Identifier: GPL-3.0-or-later
local host = ...
local tables = host.room "tables"
local plain, copy = tables.plain, tables.copy
local j = {}

-- Distributions ---------------------------------------------------------------------------------

local distribution = { -- arguments in order; those after `least` may be left out
    normal     = { "mean", "sd", least = 2 },
    lognormal  = { "mean", "sd", least = 2 },
    uniform    = { "lo", "hi", least = 2 },
    triangular = { "lo", "mode", "hi", least = 3 },
    pert       = { "lo", "mode", "hi", least = 3 },
    beta       = { "a", "b", "lo", "hi", least = 2 },
}

local function is_amount(v) return type(v) == "number" or type(v) == "string" end

local function check_amount(t, key, kind, v, shown)
    if not is_amount(v) then
        host.fault(t, key, "j." .. kind, "SCRIPT_DIST_VALUE", nil, shown or key,
                   host.kind(v) or type(v))
    end
end

-- Named arguments in the row's order, e.g. { lo = 1, hi = 2 } -> { 1, 2 }; and whether all names
-- were known.
local function by_name(kind, row, given)
    local args, known, ok = {}, {}, true
    for i, name in ipairs(row) do
        args[i] = given[name]
        known[name] = true
    end
    for k in pairs(given) do
        if not known[k] then
            host.fault(given, k, "j." .. kind, "SCRIPT_DIST_NAME",
                       type(k) == "string" and host.nearest(k, row) or nil, tostring(k),
                       table.concat(row, ", "))
            ok = false
        end
    end
    return args, ok
end

-- "a, b[, lo, hi]"
local function signature(row)
    local text = table.concat(row, ", ", 1, row.least)
    return row.least == #row and text or
        text .. "[, " .. table.concat(row, ", ", row.least + 1) .. "]"
end

local function make_distribution(kind, row)
    return function(...)
        local given = { ... }
        local at, named, known = nil, false, true
        if select("#", ...) == 1 and plain(given[1]) then
            at = given[1]
            named = #at == 0
            if named then given, known = by_name(kind, row, at) else given = copy(at) end
        end
        local n, last = 0, 0
        for i in pairs(given) do
            n = n + 1
            if type(i) == "number" then last = math.max(last, i) end
        end
        if known and (n < row.least or last ~= n or (n ~= row.least and n ~= #row)) then
            host.fault(at, nil, "j." .. kind, "SCRIPT_DIST_COUNT", nil, signature(row), n)
        elseif known then
            for i = 1, n do
                check_amount(at, named and row[i] or i, kind, given[i], row[i])
            end
        end
        return host.tag("dist", { kind = kind, args = given })
    end
end

tables.tagged "dist"
for kind, row in pairs(distribution) do j[kind] = make_distribution(kind, row) end

local function check_list(kind, what, list, owner)
    if not plain(list) or #list == 0 then
        host.fault(owner, nil, "j." .. kind, "SCRIPT_DIST_LIST", nil, what)
        return {}
    end
    for i = 1, #list do check_amount(list, i, kind, list[i]) end
    return list
end

-- j.discrete({ v1, v2 }, { w1, w2 }) or j.discrete { values = {...}, weights = {...} }
function j.discrete(values, weights)
    local owner = values
    if plain(values) and weights == nil and (values.values or values.weights) then
        values, weights = values.values, values.weights
    end
    values = check_list("discrete", "values", values, owner)
    weights = check_list("discrete", "weights", weights, owner)
    if #values ~= #weights and #values > 0 and #weights > 0 then
        host.fault(owner, nil, "j.discrete", "SCRIPT_DIST_WEIGHTS", nil, #values, #weights)
    end
    return host.tag("dist", { kind = "discrete", values = copy(values), weights = copy(weights) })
end

-- j.empirical(v1, v2, ...) or j.empirical { v1, v2, ... }
function j.empirical(...)
    local list = plain((...)) and select("#", ...) == 1 and (...) or { ... }
    return host.tag("dist", { kind = "empirical",
                              args = copy(check_list("empirical", "values", list, list)) })
end

tables.tagged "each"

-- One draw per entity that uses the value, instead of one for all.
function j.each(dist)
    if host.kind(dist) ~= "dist" then
        host.fault(nil, nil, "j.each", "SCRIPT_EACH", nil)
    end
    return host.tag("each", { of = dist })
end

-- Series ----------------------------------------------------------------------------------------

tables.tagged "series"

-- j.series { ["2026"] = v, ["2030-04"] = v, interpolate = "step"|"linear", times = dist }
function j.series(t)
    tables.check_plain(t, "j.series")
    local values, n = {}, 0
    for k, v in pairs(t) do
        if k ~= "interpolate" and k ~= "times" then
            local when = math.type(k) == "integer" and tostring(k) or k
            if type(when) ~= "string" or not (when:match("^%d%d%d%d$") or
                                              when:match("^%d%d%d%d%-%d%d$")) then
                host.fault(t, k, "j.series", "SCRIPT_SERIES_KEY",
                           host.nearest(tostring(k), { "interpolate", "times" }), tostring(k))
            elseif not is_amount(v) then
                host.fault(t, k, "j.series", "SCRIPT_SERIES_VALUE", nil, when,
                           host.kind(v) or type(v))
            else
                values[when] = v
            end
            n = n + 1
        end
    end
    if n == 0 then host.fault(t, nil, "j.series", "SCRIPT_SERIES_EMPTY", nil) end
    if t.interpolate ~= nil and t.interpolate ~= "step" and t.interpolate ~= "linear" then
        host.fault(t, "interpolate", "j.series", "SCRIPT_SERIES_INTERPOLATE", nil)
    end
    if t.times ~= nil and host.kind(t.times) ~= "dist" then
        host.fault(t, "times", "j.series", "SCRIPT_SERIES_TIMES", nil)
    end
    host.merged(values, t)
    return host.tag("series", { values = values, interpolate = t.interpolate or "step",
                                times = t.times })
end

tables.tagged "by_policy"
j.by_policy = host.tag("by_policy", {})

return j
