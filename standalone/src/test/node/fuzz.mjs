// Sends mutated requests to every operation of a running Hearth's OpenAPI document, and looks that each is answered
// well: no status of 5xx but 503 with Retry-After, no hang, no body that says more than it should.
//   HEARTH_URL, HEARTH_ADMIN_KEY  where it is
//   FUZZ_COUNT=1000   how many requests        FUZZ_FROM=0       the first one: request N is always the same
//   FUZZ_SEED=1       what they are made from   FUZZ_SECONDS=600  stops after that long
//   FUZZ_PARALLEL=8   how many at once          FUZZ_PATIENCE=30  seconds until a request counts as hanging
// What was found is printed with the number of its request; `FUZZ_FROM=N FUZZ_COUNT=1` sends that one again.
// Ends with status 1 if anything was found, and with the number to go on from.
import net from 'node:net'
import { readFileSync } from 'node:fs'

const number = (name, otherwise) => Number(process.env[name] ?? otherwise)
const { HEARTH_URL, HEARTH_ADMIN_KEY } = process.env
const count = number('FUZZ_COUNT', 1000)
const from = number('FUZZ_FROM', 0)
const seed = number('FUZZ_SEED', 1)
const seconds = number('FUZZ_SECONDS', 600)
const parallel = number('FUZZ_PARALLEL', 8)
const patience = number('FUZZ_PATIENCE', 30) * 1000
const { hostname, port } = new URL(HEARTH_URL)

const document = await (await fetch(`${HEARTH_URL}/v3/api-docs`)).json()
const resolved = (node) =>
  node?.$ref ? node.$ref.slice(2).split('/').reduce((at, name) => at[name], document) : node
const operations = []
for (const [path, item] of Object.entries(document.paths)) {
  for (const method of ['get', 'put', 'post', 'patch', 'delete']) {
    const operation = item[method]
    if (!operation) continue
    const json = operation.requestBody?.content?.['application/json']
    operations.push({
      path,
      method: method.toUpperCase(),
      parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolved),
      body: json?.example,
      properties: resolved(json?.schema)?.properties ?? {},
    })
  }
}

// mulberry32 (Tommy Ettinger, public domain): 32 bits of state are enough to tell requests apart.
function random(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const STRANGE = [
  null, true, false, 0, -1, 1, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, -0.5, 1e-320, '', ' ', '\u0000', '\ud800', 'a'.repeat(70000),
  '🜏'.repeat(300), "' OR 1=1 --", '../../../etc/passwd', '%00', '${jndi:ldap://127.0.0.1/a}', '<script>alert(1)</script>',
  '\r\nX-Injected: yes', '2026-13-45T99:99:99Z', 'NaN', '1e999', [], {}, [[]], [null], [{}], { '': '' }, { __proto__: 1 },
  Array(3000).fill(0), Array(300).fill({ role: 'user', content: 'a' }), { $ref: '#' }, 'auto', 'default', 'admin', '-',
  '00000000-0000-0000-0000-000000000000', 'hearth_not_a_key_of_anyone', '9'.repeat(400), '\u202e\u200b',
]
const QUERIES = ['limit', 'cursor', 'after', 'from', 'to', 'by', 'format', 'anchor', 'order', 'stream', 'team', 'key', 'status']
const HEADERS = [
  'Accept: text/html', 'Accept: nonsense', 'Content-Type: text/plain', 'Content-Type: multipart/form-data',
  'Content-Type: multipart/form-data; boundary=b', 'Content-Type: nonsense', 'Content-Encoding: gzip', 'If-Match: *',
  'If-Match: "x', 'Idempotency-Key: \u0001', `Idempotency-Key: ${'k'.repeat(300)}`, 'Last-Event-ID: -9', 'Range: bytes=0-1',
  'Origin: https://evil.example', 'X-Forwarded-For: 1.2.3.4', 'X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: https',
  'Expect: 100-continue', 'Mcp-Session-Id: x', 'MCP-Protocol-Version: 1', 'Accept-Language: *;q=x', 'x-request-id: a b',
  `x-request-id: ${'r'.repeat(4000)}`, 'Transfer-Encoding: chunked', 'Upgrade: h2c', 'Cookie: a=b', `X: ${'h'.repeat(9000)}`,
  'traceparent: 00-zz-zz-01', 'X-HTTP-Method-Override: DELETE',
]

function requestOf(n) {
  const next = random(Math.imul(seed, 0x9e3779b1) ^ n)
  for (let i = 0; i < 3; i++) next()
  const below = (most) => Math.floor(next() * most)
  const pick = (list) => list[below(list.length)]
  const chance = (share) => next() < share
  const operation = pick(operations)

  function mutated(value, depth = 0) {
    if (chance(0.15) || depth > 6) return pick(STRANGE)
    if (Array.isArray(value)) {
      const list = value.map((one) => (chance(0.5) ? mutated(one, depth + 1) : one))
      if (chance(0.2)) list.push(pick(STRANGE))
      if (chance(0.2)) list.push(...list)
      if (chance(0.1)) list.shift()
      return list
    }
    if (value && typeof value === 'object') {
      const object = { ...value }
      for (const name of Object.keys(object)) {
        if (chance(0.08)) delete object[name]
        else if (chance(0.4)) object[name] = mutated(object[name], depth + 1)
      }
      if (chance(0.1)) object[String(pick(STRANGE)).slice(0, 100)] = pick(STRANGE)
      return object
    }
    if (typeof value === 'string' && chance(0.5)) {
      const at = below(value.length + 1)
      return value.slice(0, at) + String(pick(STRANGE)).slice(0, 2000) + value.slice(at)
    }
    if (typeof value === 'number' && chance(0.5)) return pick([value + 1, -value, value * 1e10, value + 0.5])
    return chance(0.5) ? pick(STRANGE) : value
  }

  let { method } = operation
  if (chance(0.03)) method = pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'CONNECT', 'X'])
  let address = operation.path
  for (const parameter of operation.parameters.filter((one) => one.in === 'path')) {
    const value = chance(0.4) ? String(pick(STRANGE)).slice(0, 3000) : String(parameter.example)
    address = address.replace(`{${parameter.name}}`, chance(0.9) ? safely(value) : value.replace(/[\s\u0080-\uffff]/g, '?'))
  }
  const query = []
  for (const parameter of operation.parameters.filter((one) => one.in === 'query')) {
    if (chance(0.4)) {
      query.push(`${parameter.name}=${chance(0.5) ? safely(String(pick(STRANGE)).slice(0, 3000)) : safely(String(parameter.example))}`)
    }
  }
  if (chance(0.1)) query.push(`${pick(QUERIES)}=${safely(String(pick(STRANGE)).slice(0, 3000))}`)
  if (chance(0.02)) query.push(pick(['%', '%zz', '&&==', '%ff%fe', '[]', '{}|^']))
  if (query.length) address += `?${query.join('&')}`

  const lines = []
  for (const parameter of operation.parameters.filter((one) => one.in === 'header')) {
    if (chance(0.4)) lines.push(`${parameter.name}: ${chance(0.5) ? ascii(pick(STRANGE)) : parameter.example}`)
  }
  while (chance(0.15)) lines.push(pick(HEADERS))
  if (chance(0.96)) lines.push(`Authorization: Bearer ${HEARTH_ADMIN_KEY}`)
  else lines.push(pick(['Authorization: Bearer', 'Authorization: Basic YTpi', 'Authorization: Bearer x', `Authorization: Bearer ${'k'.repeat(5000)}`]))

  let body = Buffer.alloc(0)
  if (operation.body !== undefined || chance(0.05)) {
    let value = operation.body ?? {}
    const names = Object.keys(operation.properties)
    if (names.length && typeof value === 'object') {
      value = { ...value }
      while (chance(0.6)) {
        const name = pick(names)
        const property = operation.properties[name]
        Object.assign(value, property['x-with'] ?? {})
        value[name] = chance(0.3) && property['x-cases'] ? pick(property['x-cases']).value : property.example
      }
      // A run that waits for its model for long tells nothing more.
      if (operation.path === '/v1/chat/completions') value.max_tokens ??= 2
    }
    if (chance(0.7)) value = mutated(value)
    body = Buffer.from(JSON.stringify(value) ?? '')
    if (chance(0.02)) body = Buffer.from('['.repeat(below(20000)))
    if (chance(0.12) && body.length) body = bytewise(body)
  }
  if (!lines.some((line) => line.startsWith('Content-Type')) && body.length) lines.push('Content-Type: application/json')

  let chunked = lines.includes('Transfer-Encoding: chunked')
  let head = `${method} ${address} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n${lines.map((line) => `${line}\r\n`).join('')}`
  if (chunked) body = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')])
  else if (body.length || method !== 'GET') head += `Content-Length: ${body.length}\r\n`
  let whole = Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), body])
  if (chance(0.03)) whole = bytewise(whole)
  return { name: `${operation.method} ${operation.path}`, bytes: whole, closes: chance(0.02) }

  function bytewise(bytes) {
    const copy = Buffer.from(bytes)
    for (let i = 0; i <= below(6); i++) {
      const at = below(copy.length)
      if (chance(0.5)) copy[at] = below(256)
      else copy[at] ^= 1 << below(8)
    }
    return chance(0.2) ? copy.subarray(0, below(copy.length) + 1) : copy
  }

  function ascii(value) {
    return String(value).replace(/[^\x20-\x7e]/g, '?').slice(0, 3000)
  }
}

function safely(text) {
  try {
    return encodeURIComponent(text)
  } catch (loneSurrogate) {
    return '%ed%a0%80'
  }
}

// One request on a connection of its own; half-closed after it, so that what asks for more bytes is answered, too.
function send({ bytes, closes }) {
  return new Promise((settle) => {
    const chunks = []
    let size = 0
    const socket = net.connect(Number(port), hostname)
    const timer = setTimeout(() => {
      socket.destroy()
      settle({ hangs: true, text: Buffer.concat(chunks).toString('latin1') })
    }, patience)
    socket.on('data', (chunk) => {
      size += chunk.length
      if (size < 100_000) chunks.push(chunk)
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      settle({ text: Buffer.concat(chunks).toString('latin1') })
    })
    socket.on('connect', () => {
      if (closes) {
        socket.write(bytes.subarray(0, Math.ceil(bytes.length / 2)))
        socket.destroy()
      } else {
        socket.end(bytes)
      }
    })
  })
}

const TELLS = /org\.springframework|java\.lang\.|tools\.jackson|\bat dev\.hearth\.|org\.postgresql|PSQLException|Apache Tomcat|X-Injected: yes\r\n|answered 5\d\d/

function judge({ hangs, text }) {
  if (hangs) return 'no answer in time'
  if (!text) return null
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1])
  // A request line without a protocol is HTTP/0.9, whose answer has no status.
  if (!status) return null
  statuses.set(status, (statuses.get(status) ?? 0) + 1)
  // 505 is what a request line of another protocol gets.
  if (status >= 500 && status !== 505 && !(status === 503 && /^retry-after: \d+\r$/im.test(text))) return `status ${status}`
  if (TELLS.test(text)) return `tells too much: ${TELLS.exec(text)[0]}`
  return null
}

const memory = () => {
  if (!process.env.FUZZ_PID) return ''
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${process.env.FUZZ_PID}/status`, 'utf8'))[1]
  return `, ${Math.round(kilobytes / 1024)} MB resident`
}

const statuses = new Map()
const found = []
const begun = Date.now()
let upcoming = from
let told = Date.now()

async function work() {
  while (upcoming < from + count && Date.now() - begun < seconds * 1000 && found.length < 50) {
    const n = upcoming++
    const request = requestOf(n)
    const answer = await send(request)
    const fault = judge(answer)
    if (fault) {
      found.push(n)
      console.log(`${n} ${request.name}: ${fault}\n  > ${JSON.stringify(request.bytes.toString('latin1').slice(0, 600))}\n  < ${JSON.stringify(answer.text.slice(0, 600))}`)
    }
    if (Date.now() - told > 30_000) {
      told = Date.now()
      console.log(`${upcoming - from} sent in ${Math.round((told - begun) / 1000)} s${memory()}`)
    }
  }
}

await Promise.all(Array.from({ length: parallel }, work))
const summary = [...statuses].sort((a, b) => a[0] - b[0]).map(([status, times]) => `${status}: ${times}`)
console.log(`${upcoming - from} requests from ${from} with seed ${seed} in ${Math.round((Date.now() - begun) / 1000)} s${memory()}; ${summary.join(', ')}; ${found.length} faults`)
console.log(`goes on with FUZZ_SEED=${seed} FUZZ_FROM=${upcoming}`)
// After all that it still answers.
const alive = await fetch(`${HEARTH_URL}/v1/models`, { headers: { authorization: `Bearer ${HEARTH_ADMIN_KEY}` } })
if (!alive.ok) {
  console.log(`after that, /v1/models answers ${alive.status}`)
  process.exitCode = 1
}
if (found.length) process.exitCode = 1
