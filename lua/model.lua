-- model.lua - j.model, a model of one's own, and model:with.
-- SPDX-License-Identifier: GPL-3.0-or-later
local host = ...
local tables = host.room "tables"
local plain, copy = tables.plain, tables.copy
local j = {}

local model = {}
tables.tagged("model", model)
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

-- One of: "y"; "unit" with its name as the key; { "y", unit = , en = , ja = , better = }
local function output(key, v)
    if type(key) == "string" and type(v) == "string" then return { name = key, unit = v } end
    if type(v) == "string" then return { name = v } end
    if not plain(v) then return {} end
    return { name = v.name or v[1] or key, unit = v.unit, en = v.en, ja = v.ja, better = v.better }
end

local output_field = { "name", "unit", "en", "ja", "better" }

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
        if o.better ~= nil and o.better ~= "more" and o.better ~= "less" then
            host.fault(t.outputs, key, path .. ".better", "MODEL_BETTER", nil)
        end
        if plain(v) then
            local named = copy(v)
            named[1] = nil
            host.merged(named, v)
            tables.check_fields(named, output_field, path, path .. ".")
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
    tables.check_plain(t, "j.model")
    tables.check_fields(t, model_field, "j.model", "")
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
    tables.check_plain(change, "with")
    local out, inputs = copy(base), plain(base.inputs) and base.inputs or {} -- else told already
    local names = tables.names_of(inputs)
    for k, v in pairs(change) do out[k] = v end
    if plain(change.inputs) then
        out.inputs = copy(inputs)
        for name, v in pairs(change.inputs) do
            if inputs[name] == nil then
                host.fault(change.inputs, name, "inputs." .. tostring(name), "MODEL_WITH_UNKNOWN",
                           host.nearest(tostring(name), names), tostring(name))
            end
            out.inputs[name] = v
        end
        host.merged(out.inputs, inputs, change.inputs)
    end
    host.merged(out, base, change)
    return j.model(out)
end

return j
