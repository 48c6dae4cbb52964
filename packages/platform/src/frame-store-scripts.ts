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
  elseif redis.call('EXISTS', ARGV[1] .. id) == 1 then
    results[#results + 1] = 'same'
  else
    results[#results + 1] = 'done'
  end
end
return results`;

/** KEYS bytes, sizes, total · ARGV frame id. */
export const removeLua = `
redis.call('DEL', KEYS[1])
local size = redis.call('HGET', KEYS[2], ARGV[1])
if size then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('DECRBY', KEYS[3], size)
end
return 1`;

/** KEYS sizes, total · ARGV prefix of bytes keys. Sets the total to what is really there. */
export const reconcileLua = `
local total, expired = 0, 0
for _, id in ipairs(redis.call('HKEYS', KEYS[1])) do
  local length = redis.call('STRLEN', ARGV[1] .. id)
  if length == 0 then
    redis.call('HDEL', KEYS[1], id)
    expired = expired + 1
  else
    total = total + length
  end
end
redis.call('SET', KEYS[2], total)
return { total, expired }`;
