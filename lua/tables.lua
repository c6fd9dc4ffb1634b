-- tables.lua - what the constructors share: tagged tables, copies that keep their place in the
-- source, and the first checks of an argument.
-- SPDX-License-Identifier: GPL-3.0-or-later
local host = ...
local tables = {}

-- A table that is no constructor's result.
local function plain(v) return type(v) == "table" and host.kind(v) == nil end
tables.plain = plain

function tables.copy(t)
    local out = {}
    for k, v in pairs(t) do out[k] = v end
    return out
end

function tables.names_of(t)
    local out = {}
    for k in pairs(t) do
        if type(k) == "string" then out[#out + 1] = k end
    end
    return out
end

-- A copy of `e` that keeps its place in the source.
function tables.with_name(e, name)
    local out = tables.copy(e)
    out.name = name
    host.merged(out, e)
    return out
end

-- t[field] is a list whose entries may have their `key` first: { "cost", numerator = a, ... }.
function tables.name_entries(t, field, key)
    local entries = t[field]
    if not plain(entries) then return end
    local list = {}
    for i, e in pairs(entries) do
        list[i] = e
        if plain(e) and e[key] == nil and e[1] ~= nil then
            list[i] = tables.copy(e)
            list[i][key], list[i][1] = e[1], nil
            host.merged(list[i], e)
        end
    end
    host.merged(list, entries)
    t[field] = list
end

local function no_arithmetic(a, b)
    local kind = host.kind(a) or host.kind(b)
    host.fail("SCRIPT_TAG_ARITHMETIC", nil, kind == "dist" and "distribution" or kind)
end

-- Makes a kind of tagged table: `methods` are its own, arithmetic on it is told as a slip.
function tables.tagged(kind, methods)
    local m = { __index = methods }
    for _, event in ipairs { "add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "concat",
                             "lt", "le" } do
        m["__" .. event] = no_arithmetic
    end
    host.metatable(kind, m)
end

-- Raises unless `t` is a table of the script's own, the argument of `call`.
function tables.check_plain(t, call)
    if not plain(t) then host.fail("SCRIPT_TABLE_WANTED", nil, call) end
end

-- Faults for fields of `t` that are not among `known`.
function tables.check_fields(t, known, what, path)
    local is = {}
    for _, name in ipairs(known) do is[name] = true end
    for k in pairs(t) do
        if not is[k] then
            host.fault(t, k, path .. tostring(k), "SCRIPT_FIELD",
                       type(k) == "string" and host.nearest(k, known) or nil, tostring(k), what,
                       table.concat(known, ", "))
        end
    end
end

-- The argument of a study over one scenario or model: known fields, and that it has one.
function tables.check_study(t, call, known)
    tables.check_plain(t, call)
    tables.check_fields(t, known, call, "")
    local kind = host.kind(t.scenario)
    if kind ~= "scenario" and kind ~= "model" then
        host.fault(t, "scenario", "scenario", "SCRIPT_COMPARE_SCENARIO", nil,
                   kind or type(t.scenario))
    end
end

return tables
