-- merge.lua - what base:with { changes } makes of two tables: fields over fields, lists of entities
-- by name.
-- SPDX-License-Identifier: GPL-3.0-or-later
local host = ...
local tables = host.room "tables"
local plain, copy, with_name = tables.plain, tables.copy, tables.with_name

-- The name by which base:with{} finds an entity that has none: "<town>.<type or kind>.<n>", or
-- "<from>-<to>" for a road. `count` counts per stem; `town` is the scenario's only town, if so.
local function entity_name(e, count, town)
    if type(e.name) == "string" then return e.name end
    if type(e.from) == "string" and type(e.to) == "string" then return e.from .. "-" .. e.to end
    local where = e.town or town
    if type(where) ~= "string" then return nil end
    local what = e.type or e.kind
    local stem = where .. "." .. (type(what) == "string" and what or "")
    count[stem] = (count[stem] or 0) + 1
    return stem .. "." .. count[stem], stem
end

local function is_entities(list)
    if not plain(list) then return false end
    local n = 0
    for _, e in pairs(list) do
        if not plain(e) then return false end
        n = n + 1
    end
    return n > 0
end

-- Finds base entities by name; an unnamed one without a type also answers to
-- "<town>.<any type>.<n>", because the type may be a default that is not known here.
local function index_of(list, town)
    local names, at, stem_of, count = {}, {}, {}, {}
    for i, e in pairs(list) do
        local name, stem
        if type(i) == "string" then name = i else name, stem = entity_name(e, count, town) end
        if name then
            if not name:find("..", 1, true) then names[#names + 1] = name end
            at[name] = i
            stem_of[i] = stem
        end
    end
    return names, function(name)
        if at[name] then return at[name] end
        local t, n = name:match("^(.+)%.[^.]+%.(%d+)$")
        return t and at[t .. ".." .. n]
    end, stem_of, at
end

-- Once an unnamed entity is gone its group keeps its numbers as names, so that the others do not
-- move up (their chance is addressed by name).
local function keep_numbers(list, at, stem_of, gone)
    local name_at = {}
    for name, i in pairs(at) do name_at[i] = name end
    for i in pairs(gone) do
        for k, stem in pairs(stem_of) do
            if stem == stem_of[i] and list[k] and list[k].name == nil and
                not stem:match("%.$") then
                list[k] = with_name(list[k], name_at[k])
            end
        end
    end
end

local merge

local function merge_entities(label, base, change, town)
    local out = copy(base)
    local names, find, stem_of, at = index_of(base, town)
    local gone, added = {}, {}
    local is_map = #base == 0
    for key, e in pairs(change) do
        local name = type(key) == "string" and key or plain(e) and e.name or nil
        local i = type(name) == "string" and find(name) or nil
        if i ~= nil and e == false then
            out[i], gone[i] = nil, true
        elseif i ~= nil and plain(e) then
            out[i] = merge(label .. "." .. name, base[i], e)
        elseif plain(e) and (type(key) == "number" or e.town ~= nil) then
            if is_map and name then
                out[name] = e
            else
                added[#added + 1] = type(key) == "string" and e.name == nil and
                    with_name(e, key) or e
            end
        else
            host.fault(change, key, label .. "." .. tostring(key), "SCRIPT_WITH_UNKNOWN",
                       host.nearest(tostring(name), names), tostring(name or key))
        end
    end
    if is_map then
        for _, e in ipairs(added) do out[#out + 1] = e end
        host.merged(out, base, change)
        return out
    end
    keep_numbers(out, at, stem_of, gone)
    local list = {}
    for i = 1, #base do
        if out[i] ~= nil then list[#list + 1] = out[i] end
    end
    for _, e in ipairs(added) do list[#list + 1] = e end
    return list
end

-- Fields of `change` over those of `base`, in a new table. `false` removes, unless the field is
-- itself true or false; a list of entities merges by name; other lists and values are replaced.
merge = function(path, base, change, top)
    local out = copy(base)
    local only = nil
    if top and is_entities(base.towns) then
        for k, t in pairs(base.towns) do
            only = only == nil and (type(k) == "string" and k or t.name) or false
        end
    end
    for k, v in pairs(change) do
        local old = base[k]
        local label = path == "" and tostring(k) or path .. "." .. tostring(k)
        if v == false and old ~= nil and type(old) ~= "boolean" then
            out[k] = nil
        elseif top and k ~= "policies" and k ~= "set" and k ~= "variants" and
            is_entities(old) and plain(v) then
            out[k] = merge_entities(label, old, v, only)
        elseif plain(old) and plain(v) and #old == 0 and #v == 0 then
            out[k] = merge(label, old, v)
        else
            out[k] = v
        end
    end
    host.merged(out, base, change)
    return out
end

return merge
