/** KEYS bytes, sha, sizes, total · ARGV frame id, bytes, length, sha256, TTL of bytes, TTL of sha (s). */
export const putLua = `
local known = redis.call('GET', KEYS[2])
if known then
  if known ~= ARGV[4] then return 'different' end
  if redis.call('EXISTS', KEYS[1]) == 1 then return 'same' end
  return 'done'
end
redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[6])
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[5])
local before = tonumber(redis.call('HGET', KEYS[3], ARGV[1]) or '0')
redis.call('HSET', KEYS[3], ARGV[1], ARGV[3])
redis.call('INCRBY', KEYS[4], tonumber(ARGV[3]) - before)
return 'stored'`;

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
