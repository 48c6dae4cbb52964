/** KEYS sizes, total · ARGV prefixes of bytes and sha keys, their TTLs (s), then for each frame its id, bytes, sha256. */
export const putLua = `
local results = {}
for i = 5, #ARGV, 3 do
  local id, bytes, sha = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local known = redis.call('GET', ARGV[2] .. id)
  if not known then
    redis.call('SET', ARGV[2] .. id, sha, 'EX', ARGV[4])
    redis.call('SET', ARGV[1] .. id, bytes, 'EX', ARGV[3])
    local before = tonumber(redis.call('HGET', KEYS[1], id) or '0')
    redis.call('HSET', KEYS[1], id, #bytes)
    redis.call('INCRBY', KEYS[2], #bytes - before)
    results[#results + 1] = 'stored'
  elseif known ~= sha then
    results[#results + 1] = 'different'
  elseif redis.call('EXPIRE', ARGV[1] .. id, ARGV[3]) == 1 then
    results[#results + 1] = 'same'
  else
    results[#results + 1] = 'done'
  end
end
return results`;

/** Each of the scripts below has KEYS sizes, total, and sizes, total and order of dead letters. */
const accounts = `
local function leave(sizes, total, id)
  local size = redis.call('HGET', sizes, id)
  if not size then return end
  redis.call('HDEL', sizes, id)
  redis.call('DECRBY', total, size)
end
local function enter(sizes, total, id, size)
  if redis.call('HSETNX', sizes, id, size) == 1 then redis.call('INCRBY', total, size) end
end
local function leaveLiving(id) leave(KEYS[1], KEYS[2], id) end
local function leaveDead(id)
  leave(KEYS[3], KEYS[4], id)
  redis.call('ZREM', KEYS[5], id)
end`;

/** ARGV frame id, prefix of bytes keys. */
export const removeLua = `${accounts}
redis.call('DEL', ARGV[2] .. ARGV[1])
leaveLiving(ARGV[1])
leaveDead(ARGV[1])
return 1`;

/**
 * ARGV frame id, prefix of bytes keys, their TTL (s), most bytes of dead letters. Answers the ids whose bytes were dropped to
 * make room, oldest first.
 */
export const keepLua = `${accounts}
local id, prefix, dropped = ARGV[1], ARGV[2], {}
leaveLiving(id)
local length = redis.call('STRLEN', prefix .. id)
if length == 0 then return dropped end
redis.call('EXPIRE', prefix .. id, ARGV[3])
enter(KEYS[3], KEYS[4], id, length)
local time = redis.call('TIME')
redis.call('ZADD', KEYS[5], time[1] * 1000000 + time[2], id)
while tonumber(redis.call('GET', KEYS[4])) > tonumber(ARGV[4]) and redis.call('ZCARD', KEYS[5]) > 1 do
  local oldest = redis.call('ZRANGE', KEYS[5], 0, 0)[1]
  leaveDead(oldest)
  if redis.call('DEL', prefix .. oldest) == 1 then dropped[#dropped + 1] = oldest end
end
return dropped`;

/** ARGV frame id, prefix of bytes keys. Answers 1 when the bytes are there. */
export const restoreLua = `${accounts}
leaveDead(ARGV[1])
local length = redis.call('STRLEN', ARGV[2] .. ARGV[1])
if length == 0 then return 0 end
enter(KEYS[1], KEYS[2], ARGV[1], length)
return 1`;

/**
 * ARGV prefixes of bytes, sha and job keys, key of the failed set, TTL (s) below which bytes without a job are orphans, then
 * frame ids. An orphan's sha goes too: nobody took the frame, so it may be sent again. Answers how many expired, how many
 * were orphans, and the ids of dead letters that are not accounted as such.
 */
export const reconcileLua = `${accounts}
local expired, orphaned, dead = 0, 0, {}
for i = 6, #ARGV do
  local id = ARGV[i]
  local bytes = ARGV[1] .. id
  if redis.call('EXISTS', bytes) == 0 then
    leaveLiving(id)
    leaveDead(id)
    expired = expired + 1
  elseif redis.call('EXISTS', ARGV[3] .. id) == 0 and redis.call('TTL', bytes) < tonumber(ARGV[5]) then
    redis.call('DEL', bytes, ARGV[2] .. id)
    leaveLiving(id)
    leaveDead(id)
    orphaned = orphaned + 1
  elseif redis.call('HEXISTS', KEYS[1], id) == 1 and redis.call('ZSCORE', ARGV[4], id) then
    dead[#dead + 1] = id
  end
end
return { expired, orphaned, dead }`;
