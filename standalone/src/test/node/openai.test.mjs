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
