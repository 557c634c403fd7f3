// One conversation of the official openai client with a running Hearth, streamed and not.
// HEARTH_URL and HEARTH_KEY say where it is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import OpenAI from 'openai'

const client = new OpenAI({
  baseURL: `${process.env.HEARTH_URL}/v1`,
  apiKey: process.env.HEARTH_KEY,
  maxRetries: 0,
  timeout: 120_000,
})

const calculation = {
  model: process.env.HEARTH_MODEL_ID,
  messages: [{ role: 'user', content: 'What is 27 × 453? Use the calculator.' }],
  plugins: ['calculator'],
  temperature: 0,
  seed: 7,
}

test('lists the model that answers', async () => {
  const models = []
  for await (const model of client.models.list()) models.push(model.id)
  assert.ok(models.includes(process.env.HEARTH_MODEL_ID), models.join())
  assert.equal((await client.models.retrieve(process.env.HEARTH_MODEL_ID)).object, 'model')
})

test('holds a conversation of two turns', async () => {
  const messages = [{ role: 'user', content: 'Say hello in one short sentence.' }]
  const first = await client.chat.completions.create({
    model: process.env.HEARTH_MODEL_ID, messages, max_tokens: 40, temperature: 0, seed: 7,
  })
  assert.equal(first.choices[0].message.role, 'assistant')
  assert.ok(first.choices[0].message.content.length > 0)
  assert.ok(first.usage.completion_tokens > 0 && first.usage.completion_tokens <= 40)

  messages.push(first.choices[0].message, { role: 'user', content: 'Now say goodbye.' })
  const second = await client.chat.completions.create({
    model: process.env.HEARTH_MODEL_ID, messages, max_tokens: 40, temperature: 0, seed: 7,
  })
  assert.ok(second.choices[0].message.content.length > 0)
  assert.ok(second.usage.prompt_tokens > first.usage.prompt_tokens)
})

test('gets the right number by the calculator', async () => {
  const completion = await client.chat.completions.create(calculation)
  assert.match(completion.choices[0].message.content.replaceAll(',', ''), /12231/)
  assert.equal(completion.hearth.steps[0].plugin, 'calculator')
  assert.match(completion.hearth.steps[0].result, /12231/)
})

test('streams what it would answer at once', async () => {
  const whole = await client.chat.completions.create(calculation)
  const stream = await client.chat.completions.create({
    ...calculation, stream: true, stream_options: { include_usage: true },
  })
  const ids = new Set()
  let text = ''
  let reason = null
  let usage = null
  for await (const chunk of stream) {
    // The client also passes on events whose name it does not know, such as hearth.step.
    if (chunk.object !== 'chat.completion.chunk') continue
    ids.add(chunk.id)
    text += chunk.choices[0]?.delta?.content ?? ''
    reason = chunk.choices[0]?.finish_reason ?? reason
    usage = chunk.usage ?? usage
  }
  assert.equal(ids.size, 1)
  assert.equal(text, whole.choices[0].message.content)
  assert.equal(reason, whole.choices[0].finish_reason)
  assert.equal(usage.completion_tokens, whole.usage.completion_tokens)
})

test('is told what is wrong', async () => {
  await assert.rejects(
    client.chat.completions.create({ ...calculation, model: 'no-such-model' }),
    (error) => error.status === 404 && error.code === 'model_not_found')
  await assert.rejects(
    client.chat.completions.create({ ...calculation, temperature: 7 }),
    (error) => error.status === 400 && error.param === 'temperature')
  const stranger = new OpenAI({
    baseURL: `${process.env.HEARTH_URL}/v1`, apiKey: 'hearth_not_a_key_of_anyone', maxRetries: 0,
  })
  await assert.rejects(stranger.models.list(), (error) => error.status === 401)
})

test('moderates', async () => {
  const moderation = await client.moderations.create({ input: ['I love this garden.'] })
  assert.equal(moderation.results[0].flagged, false)
  assert.equal(typeof moderation.results[0].category_scores.violence, 'number')
})

test('can hang up in the middle of a stream', async () => {
  const stream = await client.chat.completions.create({
    model: process.env.HEARTH_MODEL_ID, stream: true, max_tokens: 400,
    messages: [{ role: 'user', content: 'Tell me a long story about a river.' }],
  })
  for await (const chunk of stream) {
    if (chunk.choices?.[0]?.delta?.content) break
  }
  stream.controller.abort()
})

test('does not wait longer than its own limit', async () => {
  await assert.rejects(
    client.chat.completions.create({
      model: process.env.HEARTH_MODEL_ID, max_tokens: 1000,
      messages: [{ role: 'user', content: 'Tell me a very long story about a river.' }],
    }, { timeout: 50 }),
    (error) => error instanceof OpenAI.APIConnectionTimeoutError)
})

test('calls the caller\'s tool and goes on with its result', async () => {
  const asked = []
  const runner = client.chat.completions.runTools({
    model: process.env.HEARTH_MODEL_ID, temperature: 0, seed: 7, max_tokens: 120,
    messages: [{ role: 'user', content: "What's the weather like in San Francisco?" }],
    tools: [{
      type: 'function',
      function: {
        name: 'get_weather',
        description: 'Get the current weather for a location',
        parameters: {
          type: 'object',
          properties: { location: { type: 'string', description: 'The city and state, e.g. San Francisco, CA' } },
          required: ['location'],
        },
        parse: JSON.parse,
        function: ({ location }) => {
          asked.push(location)
          return { location, sky: 'foggy', celsius: 14 }
        },
      },
    }],
  }, { maxChatCompletions: 3 })
  await runner.done()
  assert.match(asked[0], /San Francisco/)
  const { role, tool_calls: calls } = runner.messages[1]
  assert.equal(role, 'assistant')
  assert.equal(calls[0].function.name, 'get_weather')
  assert.equal(runner.messages[2].role, 'tool')
  assert.equal(runner.messages[2].tool_call_id, calls[0].id)
  assert.equal(runner.messages.at(-1).role, 'assistant')
})

test('streams a tool call', async () => {
  const stream = client.chat.completions.stream({
    model: process.env.HEARTH_MODEL_ID, temperature: 0, seed: 7,
    messages: [{ role: 'user', content: "What's the weather like in San Francisco?" }],
    tools: [{ type: 'function', function: { name: weather.name, description: weather.description, parameters: weather.parameters } }],
    tool_choice: { type: 'function', function: { name: 'get_weather' } },
  })
  const deltas = []
  stream.on('tool_calls.function.arguments.delta', (delta) => deltas.push(delta.arguments_delta))
  const [call] = (await stream.finalMessage()).tool_calls
  assert.equal(deltas.join(''), call.function.arguments)
  assert.match(JSON.parse(call.function.arguments).location, /San Francisco/)
})

test('gives structured output', async () => {
  const asked = {
    model: process.env.HEARTH_MODEL_ID, temperature: 0, seed: 7, max_tokens: 200,
    messages: [{ role: 'user', content: 'Invent a person with a name and an age.' }],
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'person',
        strict: true,
        schema: {
          type: 'object',
          properties: { name: { type: 'string', maxLength: 30 }, age: { type: 'integer', minimum: 0, maximum: 120 } },
          required: ['name', 'age'],
          additionalProperties: false,
        },
      },
    },
  }
  const { parsed } = (await client.chat.completions.parse(asked)).choices[0].message
  assert.deepEqual(Object.keys(parsed).sort(), ['age', 'name'])
  assert.equal(typeof parsed.name, 'string')
  assert.ok(Number.isInteger(parsed.age) && parsed.age >= 0 && parsed.age <= 120)

  const streamed = await client.chat.completions.stream(asked).finalChatCompletion()
  assert.deepEqual(JSON.parse(streamed.choices[0].message.content), parsed)
})

test('embeds texts, the like ones near each other', async () => {
  const answer = await client.embeddings.create({
    model: 'all-minilm-l6-v2',
    input: ['The cat sits on the mat.', 'A feline rests upon a rug.', 'Interest rates rose.'],
  })
  const [cat, feline, rates] = answer.data.map((item) => item.embedding)
  assert.equal(cat.length, 384)
  const cosine = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0)
  assert.ok(Math.abs(cosine(cat, cat) - 1) < 1e-3)
  assert.ok(cosine(cat, feline) > cosine(cat, rates) + 0.3)
  assert.ok(answer.usage.prompt_tokens > 10)

  const numbers = await client.embeddings.create({
    model: 'all-minilm-l6-v2', input: 'The cat sits on the mat.', encoding_format: 'float',
  })
  numbers.data[0].embedding.forEach((value, i) => assert.ok(Math.abs(value - cat[i]) < 1e-6))
})

test('is told that a text is too long to be embedded', async () => {
  await assert.rejects(
    client.embeddings.create({ model: 'all-minilm-l6-v2', input: 'word '.repeat(600) }),
    (error) => error.status === 400 && error.code === 'context_length_exceeded')
})

// The cases of the Open Responses compliance suite, but for the image: no model here sees.
const model = process.env.HEARTH_MODEL_ID
const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'Get the current weather for a location',
  parameters: {
    type: 'object',
    properties: {
      location: { type: 'string', description: 'The city and state, e.g. San Francisco, CA' },
    },
    required: ['location'],
  },
}
const question = [{ type: 'message', role: 'user', content: "What's the weather like in San Francisco?" }]
const required = [
  'id', 'object', 'created_at', 'completed_at', 'status', 'incomplete_details', 'model',
  'previous_response_id', 'instructions', 'output', 'error', 'tools', 'tool_choice', 'truncation',
  'parallel_tool_calls', 'text', 'top_p', 'presence_penalty', 'frequency_penalty', 'top_logprobs',
  'temperature', 'reasoning', 'user', 'usage', 'max_output_tokens', 'max_tool_calls', 'store',
  'background', 'service_tier', 'metadata', 'safety_identifier', 'prompt_cache_key']

function complete(response) {
  for (const name of required) assert.ok(name in response, `${name} is missing`)
  assert.equal(response.object, 'response')
  assert.equal(response.status, 'completed')
  assert.ok(response.output.length > 0)
}

async function collect(body) {
  const events = []
  for await (const event of await client.responses.create({ ...body, stream: true })) events.push(event)
  events.forEach((event, i) => assert.equal(event.sequence_number, i))
  assert.equal(events[0].type, 'response.created')
  assert.equal(events.at(-1).type, 'response.completed')
  return events
}

test('responses: basic', async () => {
  const response = await client.responses.create({
    model, input: [{ type: 'message', role: 'user', content: 'Say hello in exactly 3 words.' }],
  })
  complete(response)
  assert.ok(response.output_text.length > 0)
  assert.equal((await client.responses.retrieve(response.id)).id, response.id)
  await client.responses.delete(response.id)
  await assert.rejects(client.responses.retrieve(response.id), (error) => error.status === 404)
})

test('responses: stream', async () => {
  const events = await collect({
    model, temperature: 0, input: [{ type: 'message', role: 'user', content: 'Count from 1 to 5.' }],
  })
  const text = events.filter((event) => event.type === 'response.output_text.delta')
    .map((event) => event.delta).join('')
  complete(events.at(-1).response)
  assert.equal(events.at(-1).response.output[0].content[0].text, text)
})

test('responses: system prompt', async () => {
  // As a pirate a model of this size tells stories until its tokens end.
  complete(await client.responses.create({
    model,
    temperature: 0,
    input: [
      { type: 'message', role: 'system', content: 'You are a terse assistant. Answer in one word.' },
      { type: 'message', role: 'user', content: 'What is the capital of France?' }],
  }))
})

test('responses: tool', async () => {
  const response = await client.responses.create({ model, input: question, tools: [weather] })
  complete(response)
  const call = response.output.find((item) => item.type === 'function_call')
  assert.equal(call.name, 'get_weather')
  assert.match(JSON.parse(call.arguments).location, /San Francisco/)

  const answer = await client.responses.create({
    model,
    previous_response_id: response.id,
    input: [{ type: 'function_call_output', call_id: call.call_id, output: '{"sky":"foggy"}' }],
  })
  complete(answer)
})

test('responses: tool, streamed', async () => {
  const events = await collect({ model, input: question, tools: [weather] })
  const types = events.map((event) => event.type)
  assert.ok(events.some((event) => event.type === 'response.output_item.added' && event.item.type === 'function_call'))
  assert.ok(types.includes('response.function_call_arguments.delta'))
  assert.ok(types.includes('response.function_call_arguments.done'))
  assert.ok(events.some((event) => event.type === 'response.output_item.done' && event.item.type === 'function_call'))
})

test('responses: several turns', async () => {
  complete(await client.responses.create({
    model,
    input: [
      { type: 'message', role: 'user', content: 'My name is Alice.' },
      { type: 'message', role: 'assistant', content: 'Hello Alice! Nice to meet you. How can I help you today?' },
      { type: 'message', role: 'user', content: 'What is my name?' }],
  }))
})

test('responses: an image is refused by name', async () => {
  await assert.rejects(
    client.responses.create({
      model,
      input: [{
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'What do you see?' },
          { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'auto' }],
      }],
    }),
    (error) => error.status === 400 && error.param === 'input[0].content[1].type')
})

test('responses: plugins and their steps', async () => {
  const response = await client.responses.create({
    model, input: 'What is 27 × 453? Use the calculator.', plugins: ['calculator'], temperature: 0,
  })
  assert.match(response.output_text.replaceAll(',', ''), /12231/)
  assert.equal(response.hearth.steps[0].plugin, 'calculator')
})
