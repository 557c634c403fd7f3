-- The counters of LocalCounters, for several gateways: all subjects of a demand in one step.
--
-- KEYS: for each subject its hash, then for each subject its sorted set of running requests.
-- ARGV: operation, day, month, tokens, lease, microseconds that a lease lasts; then for each subject
--   its limits (requests and tokens a minute, tokens a day and a month, concurrent requests; -1:
--   none) and what it had spent of day and month before anybody counted here (-1: not asked yet).
-- Answers 'granted', 'refused' or 'unbegun' (ask the records what was spent, and again); what is
--   refused, its limit and the microseconds to wait (0 for calendar periods); then for each subject
--   the requests and tokens of its minute and the tokens of its day and month.
-- Fields: r, t: requests and tokens; at: when, in microseconds; day, month: since when d and m
--   count.
local operation = ARGV[1]
local day, month = tonumber(ARGV[2]), tonumber(ARGV[3])
local amount = tonumber(ARGV[4])
local lease, lasts = ARGV[5], tonumber(ARGV[6])
local subjects = #KEYS / 2
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local minute = 60000000
local kept = 172800000

local function text(number)
  return string.format('%.17g', number)
end

local function drained(used, limit, elapsed)
  if limit < 0 then
    return 0
  end
  return math.max(0, used - elapsed * limit / minute)
end

local states = {}
for i = 1, subjects do
  local first = 6 + (i - 1) * 7
  local raw = redis.call('HMGET', KEYS[i], 'r', 't', 'at', 'day', 'd', 'month', 'm')
  local state = {
    requests_limit = tonumber(ARGV[first + 1]),
    tokens_limit = tonumber(ARGV[first + 2]),
    day_limit = tonumber(ARGV[first + 3]),
    month_limit = tonumber(ARGV[first + 4]),
    running_limit = tonumber(ARGV[first + 5]),
    day_before = tonumber(ARGV[first + 6]),
    month_before = tonumber(ARGV[first + 7]),
    r = tonumber(raw[1] or '0'),
    t = tonumber(raw[2] or '0'),
    at = tonumber(raw[3] or '0'),
    day = tonumber(raw[4] or '-1'),
    d = tonumber(raw[5] or '0'),
    month = tonumber(raw[6] or '-1'),
    m = tonumber(raw[7] or '0')
  }
  local elapsed = math.max(0, now - state.at)
  state.r = drained(state.r, state.requests_limit, elapsed)
  state.t = drained(state.t, state.tokens_limit, elapsed)
  state.at = math.max(now, state.at)
  state.begun = state.day >= 0
  if not state.begun and state.day_before >= 0 then
    state.begun = true
    state.day, state.month = day, month
    state.d, state.m = state.day_before, state.month_before
  end
  -- A gateway whose clock is behind must not bring back the period before.
  if state.begun and (operation == 'enter' or operation == 'reserve') then
    if day > state.day then
      state.day, state.d = day, 0
    end
    if month > state.month then
      state.month, state.m = month, 0
    end
  end
  states[i] = state
end

local refused, refused_limit, wait = '', 0, -1
local function refuse(what, limit, micros)
  if micros > wait then
    refused, refused_limit, wait = what, limit, micros
  end
end

if operation == 'enter' then
  for i, state in ipairs(states) do
    if state.running_limit >= 0 then
      redis.call('ZREMRANGEBYSCORE', KEYS[subjects + i], '-inf', '(' .. text(now))
      if redis.call('ZCARD', KEYS[subjects + i]) >= state.running_limit then
        refuse('CONCURRENT', state.running_limit, 1000000)
      end
    end
    local over = state.r + 1 - state.requests_limit
    if state.requests_limit >= 0 and over > 1e-6 then
      refuse('REQUESTS', state.requests_limit, over * minute / state.requests_limit)
    end
  end
  if wait < 0 then
    for i, state in ipairs(states) do
      state.r = state.r + 1
      if state.running_limit >= 0 then
        redis.call('ZADD', KEYS[subjects + i], text(now + lasts), lease)
        redis.call('PEXPIRE', KEYS[subjects + i], math.ceil(lasts / 1000) + 1000)
      end
    end
  end
elseif operation == 'reserve' then
  for i, state in ipairs(states) do
    if not state.begun and (state.day_limit >= 0 or state.month_limit >= 0) then
      return {'unbegun'}
    end
  end
  for i, state in ipairs(states) do
    local over = state.t + amount - state.tokens_limit
    if state.tokens_limit >= 0 and over > 1e-6 then
      refuse('TOKENS', state.tokens_limit, over * minute / state.tokens_limit)
    end
    if state.day_limit >= 0 and state.d + amount > state.day_limit then
      refuse('DAY', state.day_limit, 1e15)
    end
    if state.month_limit >= 0 and state.m + amount > state.month_limit then
      refuse('MONTH', state.month_limit, 2e15)
    end
  end
end

if (operation == 'reserve' and wait < 0) or operation == 'settle' or operation == 'replay' then
  for i, state in ipairs(states) do
    if operation ~= 'replay' then
      state.t = math.max(0, state.t + amount)
    end
    if state.begun and state.day == day then
      state.d = math.max(0, state.d + amount)
    end
    if state.begun and state.month == month then
      state.m = math.max(0, state.m + amount)
    end
  end
elseif operation == 'leave' then
  for i = 1, subjects do
    redis.call('ZREM', KEYS[subjects + i], lease)
  end
  return {'granted'}
end

local answer = {wait < 0 and 'granted' or 'refused', refused, text(refused_limit), text(math.max(0, wait))}
for i, state in ipairs(states) do
  redis.call('HSET', KEYS[i], 'r', text(state.r), 't', text(state.t), 'at', text(state.at))
  if state.begun then
    redis.call('HSET', KEYS[i], 'day', text(state.day), 'd', text(state.d), 'month',
      text(state.month), 'm', text(state.m))
  end
  redis.call('PEXPIRE', KEYS[i], kept)
  answer[#answer + 1] = text(state.r)
  answer[#answer + 1] = text(state.t)
  answer[#answer + 1] = text(state.begun and state.d or 0)
  answer[#answer + 1] = text(state.begun and state.m or 0)
end
return answer
