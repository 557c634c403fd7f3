// The plugins of a running Hearth as an MCP server, tried by the official client and by the
// official conformance suite; and an official MCP server registered with it as a plugin.
// HEARTH_URL says where it is, HEARTH_KEY may chat, HEARTH_ADMIN_KEY may do everything.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'

const { HEARTH_URL, HEARTH_KEY, HEARTH_ADMIN_KEY } = process.env
const package_ = (name) => new URL(`./node_modules/@modelcontextprotocol/${name}/dist/index.js`, import.meta.url).pathname

// The scenarios of the suite that a server with nothing but tools of text can be put to.
const SCENARIOS = [
  'server-initialize',
  'ping',
  'tools-list',
  'tools-call-simple-text',
  'tools-call-error',
  'tools-call-elicitation',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
]

const document = (origin) => ({
  openapi: '3.1.0',
  info: { title: 'conformance', version: '1', description: 'What the conformance suite calls.' },
  servers: [{ url: origin }],
  paths: {
    '/simple': { get: { operationId: 'test_simple_text', summary: 'Answers a simple text', responses: {} } },
    '/error': { get: { operationId: 'test_error_handling', summary: 'Fails', responses: {} } },
    '/ask': {
      post: {
        operationId: 'test_elicitation',
        summary: 'Changes something',
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'object', required: ['message'], properties: { message: { type: 'string' } } },
            },
          },
        },
        responses: {},
      },
    },
  },
})

let plugin
let everything
let everythingUrl
let proxy
const posted = []

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function admin(method, path, body) {
  const response = await fetch(HEARTH_URL + path, {
    method,
    headers: { authorization: `Bearer ${HEARTH_ADMIN_KEY}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  assert.ok(response.ok, `${method} ${path} ${response.status}: ${text}`)
  return text ? JSON.parse(text) : undefined
}

async function connected(capabilities = {}) {
  const client = new Client({ name: 'hearth-tests', version: '1' }, { capabilities })
  const transport = new StreamableHTTPClientTransport(new URL(`${HEARTH_URL}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${HEARTH_KEY}` } },
  })
  await client.connect(transport)
  return { client, transport }
}

before(async () => {
  plugin = http.createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    if (request.url === '/ask') posted.push(body)
    response.writeHead(request.url === '/error' ? 500 : 200, { 'content-type': 'text/plain' })
    response.end(
      request.url === '/error'
        ? 'This tool intentionally returns an error for testing'
        : 'This is a simple text response for testing.',
    )
  })
  plugin.listen(0, '127.0.0.1')
  await once(plugin, 'listening')
  const origin = `http://127.0.0.1:${plugin.address().port}`

  const port = await freePort()
  everythingUrl = `http://127.0.0.1:${port}/mcp`
  everything = spawn(process.execPath, [package_('server-everything'), 'streamableHttp'], {
    env: { ...process.env, PORT: `${port}` },
    stdio: 'ignore',
  })
  for (let tries = 0; ; tries++) {
    try {
      await fetch(everythingUrl, { method: 'GET' })
      break
    } catch (notYet) {
      if (tries === 300) throw notYet
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  await admin('PUT', '/v1/plugins/-/egress/default', { allow: [origin, new URL(everythingUrl).origin] })
  await admin('POST', '/v1/plugins', document(origin))

  // The suite knows no keys: this shows one for it and changes nothing else.
  proxy = http.createServer((request, response) => {
    const outgoing = http.request(
      HEARTH_URL + request.url,
      { method: request.method, headers: { ...request.headers, authorization: `Bearer ${HEARTH_KEY}` } },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers)
        response.flushHeaders()
        answer.pipe(response)
      },
    )
    outgoing.on('error', () => response.destroy())
    response.on('close', () => outgoing.destroy())
    request.pipe(outgoing)
  })
  proxy.listen(0, 'localhost')
  await once(proxy, 'listening')
})

after(async () => {
  everything?.kill()
  plugin?.close()
  plugin?.closeAllConnections()
  proxy?.close()
  proxy?.closeAllConnections()
  for (const name of ['conformance', 'everything']) {
    await fetch(`${HEARTH_URL}/v1/plugins/${name}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${HEARTH_ADMIN_KEY}` },
    })
  }
  await admin('PUT', '/v1/plugins/-/egress/default', { allow: [] })
})

test('an MCP server becomes a plugin', async () => {
  const registered = await admin('POST', '/v1/plugins', { mcp_url: everythingUrl, name: 'everything' })
  const tools = new Map(registered.tools.map((tool) => [tool.name, tool]))
  assert.ok(tools.size >= 10, [...tools.keys()].join())
  assert.equal(tools.get('echo').consequential, false)
  assert.equal(tools.get('gzip-file-as-resource').consequential, true)

  const invoke = (tool, args) => admin('POST', `/v1/plugins/everything/tools/${tool}/invoke`, { arguments: args })
  assert.equal((await invoke('echo', { message: 'hello' })).text, 'Echo: hello')
  assert.match((await invoke('get-sum', { a: 27, b: 453 })).text, /480/)
  assert.match((await invoke('get-structured-content', { location: 'Chicago' })).text, /temperature/)
  assert.match((await invoke('get-tiny-image', {})).text, /left out.*image \(image\/png\)/s)
  assert.match((await invoke('get-resource-links', { count: 2 })).text, /demo:/)
  assert.match((await invoke('trigger-long-running-operation', { duration: 1, steps: 2 })).text, /completed/i)

  const again = await admin('POST', '/v1/plugins/everything/refresh')
  assert.equal(again.version, 1)
  assert.equal(again.pending, undefined)
})

test('the official client lists and calls tools, those of another MCP server too', async () => {
  const { client, transport } = await connected()
  assert.equal(client.getServerVersion().name, 'hearth')
  const { tools } = await client.listTools()
  const names = tools.map((tool) => tool.name)
  assert.equal(new Set(names).size, names.length)
  for (const tool of tools) {
    assert.match(tool.name, /^[A-Za-z0-9_-]{1,64}$/)
    assert.equal(tool.inputSchema.$schema, 'https://json-schema.org/draft/2020-12/schema')
  }
  const simple = await client.callTool({ name: 'test_simple_text' })
  assert.equal(simple.content[0].text, 'This is a simple text response for testing.')
  const echoed = await client.callTool({ name: 'echo', arguments: { message: 'round trip' } })
  assert.equal(echoed.content[0].text, 'Echo: round trip')
  const calculator = tools.find((tool) => tool._meta['dev.hearth/plugin'] === 'calculator')
  const wrong = await client.callTool({ name: calculator.name, arguments: {} })
  assert.equal(wrong.isError, true)
  await assert.rejects(client.callTool({ name: 'no_such_tool' }), /Unknown tool/)
  await transport.terminateSession()
  await assert.rejects(client.listTools())
  await client.close()
})

test('a client whose user can be asked is asked', async () => {
  const { client } = await connected({ elicitation: {} })
  const questions = []
  let action = 'accept'
  client.setRequestHandler(ElicitRequestSchema, async (request) => {
    questions.push(request.params.message)
    return action === 'accept' ? { action, content: {} } : { action }
  })
  posted.length = 0
  const done = await client.callTool({ name: 'test_elicitation', arguments: { message: 'one' } })
  assert.ok(!done.isError, JSON.stringify(done))
  assert.match(questions[0], /test_elicitation.*conformance.*one/s)
  assert.deepEqual(posted.map((body) => JSON.parse(body).message), ['one'])

  action = 'decline'
  const declined = await client.callTool({ name: 'test_elicitation', arguments: { message: 'two' } })
  assert.equal(declined.isError, true)
  assert.equal(posted.length, 1)
  await client.close()
})

test('a client whose user cannot be asked is told how to approve', async () => {
  const { client } = await connected()
  posted.length = 0
  const call = { name: 'test_elicitation', arguments: { message: 'three' } }
  const refused = await client.callTool(call)
  assert.equal(refused.isError, true)
  const [, id] = refused.content[0].text.match(/\/v1\/approvals\/(\S+)/)
  assert.equal(posted.length, 0)
  await admin('POST', `/v1/approvals/${id}`, { decision: 'approve' })
  assert.ok(!(await client.callTool(call)).isError)
  assert.equal(posted.length, 1)
  await client.close()
})

for (const scenario of SCENARIOS) {
  test(`passes the conformance scenario ${scenario}`, async () => {
    const url = `http://localhost:${proxy.address().port}/mcp`
    const suite = spawn(process.execPath, [package_('conformance'), 'server', '--url', url, '--scenario', scenario], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    suite.stdout.on('data', (chunk) => (output += chunk))
    suite.stderr.on('data', (chunk) => (output += chunk))
    const [status] = await once(suite, 'close')
    assert.equal(status, 0, output.slice(-4000))
    assert.match(output, /Passed: ([1-9]\d*)\/\1, 0 failed/, output.slice(-4000))
  })
}
