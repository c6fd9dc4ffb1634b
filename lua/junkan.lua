-- junkan.lua - the words of a scenario: constructors that only build tables. See README.md.
--
-- Nothing is computed here and nothing is drawn: a constructor copies what it is given into a table
-- with a tag. Units, ranges and field names are checked later against the models' tables; faults
-- found here are noted with their line, and loading goes on where it can.
-- SPDX-License-Identifier: GPL-3.0-or-later
local host = ...
local j = {}

-- A table that is no constructor's result.
local function plain(v) return type(v) == "table" and host.kind(v) == nil end

local function copy(t)
    local out = {}
    for k, v in pairs(t) do out[k] = v end
    return out
end

local function names_of(t)
    local out = {}
    for k in pairs(t) do
        if type(k) == "string" then out[#out + 1] = k end
    end
    return out
end

local function no_arithmetic(a, b)
    local kind = host.kind(a) or host.kind(b)
    host.fail("SCRIPT_TAG_ARITHMETIC", nil, kind == "dist" and "distribution" or kind)
end

local function tag_methods(index)
    local m = { __index = index }
    for _, event in ipairs { "add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "concat",
                             "lt", "le" } do
        m["__" .. event] = no_arithmetic
    end
    return m
end

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

host.metatable("dist", tag_methods())
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

host.metatable("each", tag_methods())

-- One draw per entity that uses the value, instead of one for all.
function j.each(dist)
    if host.kind(dist) ~= "dist" then
        host.fault(nil, nil, "j.each", "SCRIPT_EACH", nil)
    end
    return host.tag("each", { of = dist })
end

-- Series ----------------------------------------------------------------------------------------

host.metatable("series", tag_methods())

-- j.series { ["2026"] = v, ["2030-04"] = v, interpolate = "step"|"linear", times = dist }
function j.series(t)
    if not plain(t) then host.fail("SCRIPT_TABLE_WANTED", nil, "j.series") end
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

host.metatable("by_policy", tag_methods())
j.by_policy = host.tag("by_policy", {})

-- Files and the command line --------------------------------------------------------------------

j.csv = host.csv
j.option = host.option

-- Merging ---------------------------------------------------------------------------------------

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

local merge

-- A copy of `e` that keeps its place in the source.
local function with_name(e, name)
    local out = copy(e)
    out.name = name
    host.merged(out, e)
    return out
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
        elseif top and k ~= "policies" and k ~= "set" and k ~= "variants" and is_entities(old) and plain(v) then
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

-- Ratios { {"name", numerator = a, denominator = b}, ... }: the name may stand first, as an option's.
local function name_ratios(out)
    if not plain(out.ratios) then return end
    local list = {}
    for i, q in pairs(out.ratios) do
        list[i] = q
        if plain(q) and q.name == nil and q[1] ~= nil then
            list[i] = with_name(q, q[1])
            list[i][1] = nil
        end
    end
    host.merged(list, out.ratios)
    out.ratios = list
end

-- Scenarios -------------------------------------------------------------------------------------

local scenario = {}
host.metatable("scenario", tag_methods(scenario))

local function make_scenario(fields, from)
    name_ratios(fields)
    host.merged(fields, from)
    return host.tag("scenario", fields)
end

-- j.scenario { ... }: what a region has. Fields are those of the models' tables.
function j.scenario(t)
    if not plain(t) then host.fail("SCRIPT_TABLE_WANTED", nil, "j.scenario") end
    return make_scenario(copy(t), t)
end

-- base:with { ... }: a new scenario that differs in what is given; base stays as it is.
function scenario.with(base, change)
    if host.kind(base) ~= "scenario" then host.fail("SCRIPT_WITH_COLON", nil) end
    if not plain(change) then host.fail("SCRIPT_TABLE_WANTED", nil, "with") end
    local named = copy(change)
    name_ratios(named)
    host.merged(named, change)
    return host.tag("scenario", merge("", base, named, true))
end

-- Faults for fields of `t` that are not among `known`.
local function check_fields(t, known, what, path)
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

-- Comparisons -----------------------------------------------------------------------------------

host.metatable("compare", tag_methods())

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
    if not plain(t) then host.fail("SCRIPT_TABLE_WANTED", nil, "j.compare") end
    check_fields(t, compare_field, "j.compare", "")
    local out, options, names, seen = copy(t), {}, {}, {}
    if not plain(t.options) or #names_of(t.options) + #t.options == 0 then
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
        elseif host.kind(s) ~= "scenario" then
            host.fault(t.options, key, path, "SCRIPT_COMPARE_SCENARIO", nil,
                       host.kind(s) or type(s))
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
    out.options = options
    name_ratios(out)
    host.merged(out, t)
    return host.tag("compare", out)
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

-- Sweeps ----------------------------------------------------------------------------------------

local design = { -- fields; how many is checked later
    monte_carlo = { "n" },
    grid        = { "levels" },
    lhs         = { "n", "maximin" },
    sobol       = { "n" },
    saltelli    = { "n", "second" },
    morris      = { "n", "levels" },
}

host.metatable("design", tag_methods())
for kind, row in pairs(design) do
    j[kind] = function(t)
        if not plain(t) then host.fail("SCRIPT_TABLE_WANTED", nil, "j." .. kind) end
        check_fields(t, row, "j." .. kind, "j." .. kind .. ".")
        local out = copy(t)
        out.kind = kind
        host.merged(out, t)
        return host.tag("design", out)
    end
end

-- Models of one's own ---------------------------------------------------------------------------

local model = {}
host.metatable("model", tag_methods(model))
local model_field = { "name", "title", "question", "answer", "note", "inputs", "outputs", "eval",
                      "metrics", "replicates", "to_within", "nested", "seed" }

local function check_inputs(t)
    local n = 0
    for name, v in pairs(plain(t.inputs) and t.inputs or {}) do
        n = n + 1
        if type(name) ~= "string" or name == "" then
            host.fault(t.inputs, name, "inputs", "MODEL_INPUTS", nil)
        elseif type(v) ~= "number" and host.kind(v) ~= "dist" then
            host.fault(t.inputs, name, "inputs." .. name, "MODEL_INPUT", nil, host.kind(v) or type(v))
        end
    end
    if n == 0 then host.fault(t, "inputs", "inputs", "MODEL_INPUTS", nil) end
end

-- One of: "y"; "unit" with its name as the key; { "y", unit = , en = , ja = }
local function output(key, v)
    if type(key) == "string" and type(v) == "string" then return { name = key, unit = v } end
    if type(v) == "string" then return { name = v } end
    if not plain(v) then return {} end
    return { name = v.name or v[1] or key, unit = v.unit, en = v.en, ja = v.ja }
end

local output_field = { "name", "unit", "en", "ja" }

local function list_outputs(t)
    local list, seen = {}, {}
    for key, v in pairs(plain(t.outputs) and t.outputs or {}) do
        local o = output(key, v)
        local path = "outputs[" .. #list + 1 .. "]"
        if type(o.name) ~= "string" or o.name == "" then
            host.fault(t.outputs, key, path, "MODEL_OUTPUTS", nil)
        elseif seen[o.name] then
            host.fault(t.outputs, key, path, "MODEL_OUTPUT_TWICE", nil, o.name)
        end
        for _, field in ipairs { "unit", "en", "ja" } do
            if o[field] ~= nil and type(o[field]) ~= "string" then
                host.fault(t.outputs, key, path .. "." .. field, "MODEL_OUTPUTS", nil)
            end
        end
        if plain(v) then
            local named = copy(v)
            named[1] = nil
            host.merged(named, v)
            check_fields(named, output_field, path, path .. ".")
        end
        seen[o.name or false] = true
        host.merged(o, plain(v) and v or t.outputs)
        list[#list + 1] = o
    end
    if #list == 0 then host.fault(t, "outputs", "outputs", "MODEL_OUTPUTS", nil) end
    return list
end

-- j.model { name = , inputs = { x = dist }, outputs = { "y" }, eval = function(x, rng, memory) }
function j.model(t)
    if not plain(t) then host.fail("SCRIPT_TABLE_WANTED", nil, "j.model") end
    check_fields(t, model_field, "j.model", "")
    check_inputs(t)
    if type(t.eval) ~= "function" then
        host.fault(t, "eval", "eval", "MODEL_EVAL", nil, type(t.eval))
    end
    local out = copy(t)
    out.outputs = list_outputs(t)
    host.merged(out, t)
    return host.tag("model", out)
end

-- m:with { inputs = { price = 90 } }: a new model; inputs change by name, other fields as a whole.
function model.with(base, change)
    if host.kind(base) ~= "model" then host.fail("SCRIPT_WITH_COLON", nil) end
    if not plain(change) then host.fail("SCRIPT_TABLE_WANTED", nil, "with") end
    local out, names = copy(base), {}
    for name in pairs(base.inputs) do names[#names + 1] = name end
    for k, v in pairs(change) do out[k] = v end
    if plain(change.inputs) then
        out.inputs = copy(base.inputs)
        for name, v in pairs(change.inputs) do
            if base.inputs[name] == nil then
                host.fault(change.inputs, name, "inputs." .. tostring(name), "MODEL_WITH_UNKNOWN",
                           host.nearest(tostring(name), names), tostring(name))
            end
            out.inputs[name] = v
        end
        host.merged(out.inputs, base.inputs, change.inputs)
    end
    host.merged(out, base, change)
    return j.model(out)
end

host.metatable("sweep", tag_methods())
local sweep_field = { "scenario", "design", "metrics", "outputs", "group", "only", "except", "chance",
                      "replicates", "seed", "resamples", "level", "series", "correlate", "conditional" }

-- conditional { {"input", when = other, is = value}, ... }: the input may stand first.
local function name_conditional(out)
    if not plain(out.conditional) then return end
    local list = {}
    for i, c in pairs(out.conditional) do
        list[i] = c
        if plain(c) and c.input == nil and c[1] ~= nil then
            list[i] = copy(c)
            list[i].input, list[i][1] = c[1], nil
            host.merged(list[i], c)
        end
    end
    host.merged(list, out.conditional)
    out.conditional = list
end

-- j.sweep { scenario = base, design = j.saltelli { n = 1024 }, ... }
function j.sweep(t)
    if not plain(t) then host.fail("SCRIPT_TABLE_WANTED", nil, "j.sweep") end
    check_fields(t, sweep_field, "j.sweep", "")
    if host.kind(t.scenario) ~= "scenario" and host.kind(t.scenario) ~= "model" then
        host.fault(t, "scenario", "scenario", "SCRIPT_COMPARE_SCENARIO", nil,
                   host.kind(t.scenario) or type(t.scenario))
    end
    if host.kind(t.design) ~= "design" then
        host.fault(t, "design", "design", "SCRIPT_SWEEP_DESIGN", nil,
                   host.kind(t.design) or type(t.design))
    end
    local out = copy(t)
    if out.outputs ~= nil and out.metrics == nil then out.metrics = out.outputs end
    out.outputs = nil
    name_conditional(out)
    host.merged(out, t)
    return host.tag("sweep", out)
end

-- Calibrations ----------------------------------------------------------------------------------

host.metatable("calibrate", tag_methods())
local calibrate_field = { "scenario", "fit", "to", "method", "loss", "n", "replicates", "hold_out",
                          "seed", "level" }
local observed_field = { "name", "of", "data", "time", "value", "sd", "unit" }

-- { "station.brought_t", data = rows, ... }: the quantity may stand first, as an option's name.
local function observations(t)
    local list = {}
    for i, e in pairs(plain(t.to) and t.to or {}) do
        if plain(e) then
            local o = with_name(e, e.name or e[1])
            o[1] = nil
            check_fields(o, observed_field, "an observed series", "to[" .. tostring(i) .. "].")
            e = o
        end
        list[i] = e
    end
    host.merged(list, plain(t.to) and t.to or t)
    return list
end

-- j.calibrate { scenario = base, fit = { "kiln.yield" }, to = { { "station.brought_t", data = , ... } }, ... }
function j.calibrate(t)
    if not plain(t) then host.fail("SCRIPT_TABLE_WANTED", nil, "j.calibrate") end
    check_fields(t, calibrate_field, "j.calibrate", "")
    if host.kind(t.scenario) ~= "scenario" and host.kind(t.scenario) ~= "model" then
        host.fault(t, "scenario", "scenario", "SCRIPT_COMPARE_SCENARIO", nil,
                   host.kind(t.scenario) or type(t.scenario))
    end
    local out = copy(t)
    if out.fit == nil then out.fit = {} end
    out.to = observations(t)
    host.merged(out, t)
    return host.tag("calibrate", out)
end

-- j.fitted "OUT.fitted.csv": what a calibration found, path -> distribution.
function j.fitted(file)
    local out = {}
    for _, row in ipairs(host.csv(file)) do
        local kind, args = tostring(row.value or ""):match("^(%a+)%((.*)%)$")
        if kind and j[kind] then
            local list = {}
            for word in args:gmatch("[^, ]+") do list[#list + 1] = tonumber(word) end
            out[row.path] = j[kind](list)
        elseif row.value ~= nil then
            out[row.path] = row.value
        end
    end
    return out
end

return j
