-- Requests of wrk: each a chat completion with 50 harmless words of its own, in sentences as people
-- write them.
local function words(text)
  local list = {}
  for word in text:gmatch("%a+") do list[#list + 1] = word end
  return list
end

local parts = {
  a = words([[small large old new quiet warm cold simple bright green yellow early long short gentle
    famous wooden modern friendly local heavy light clean round]]),
  n = words([[garden river bridge kitchen window boat letter piano table chair orange forest mountain
    village market flower bicycle train museum painting library lesson book bread soup cake lamp shelf
    calendar report holiday concert picnic sweater]]),
  p = words([[sister brother teacher neighbour friend colleague daughter son uncle grandmother class
    team manager cousin]]),
  t = words("Monday Tuesday Wednesday Thursday Friday weekend month spring summer autumn winter week"),
}
local sentences = {
  "Could you help me plan a $a $n for my $p next $t?",
  "I would like to know how a $a $n is made.",
  "Please describe the $a $n beside the $n in two sentences.",
  "My $p wants to learn more about the $n this $t.",
  "What should we bring when we visit the $n with our $p?",
  "Thank you for the advice about the $n and the $a $n.",
  "Which $n would you choose for a $a afternoon with my $p?",
  "Write a short note to my $p about the $a $n.",
  "The $n was $a, so we went to the $n instead.",
  "How long does it take to clean a $a $n?",
}

local function text()
  local list = {}
  while #list < 50 do
    local sentence = sentences[math.random(#sentences)]:gsub("%$(%a)", function(kind)
      return parts[kind][math.random(#parts[kind])]
    end)
    for word in sentence:gmatch("%S+") do list[#list + 1] = word end
  end
  return table.concat(list, " ", 1, 50)
end

local key = os.getenv("BENCH_KEY")
local seed = tonumber(os.getenv("BENCH_SEED") or "1")
local counter = 0

function setup(thread)
  counter = counter + 1
  thread:set("number", counter)
end

function init(args)
  math.randomseed(seed * 1000 + number)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  if key then wrk.headers["Authorization"] = "Bearer " .. key end
  -- Portkey's gateway is told its upstream by headers; the others ignore them.
  local host = os.getenv("BENCH_CUSTOM_HOST")
  if host then
    wrk.headers["x-portkey-provider"] = "openai"
    wrk.headers["x-portkey-custom-host"] = host
  end
end

function request()
  return wrk.format(nil, nil, nil,
    '{"model":"fixed","messages":[{"role":"user","content":"' .. text() .. '"}]}')
end


function done(summary, latency)
  local errors = summary.errors
  print(string.format("RESULT %.1f %.3f %.3f %d",
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
