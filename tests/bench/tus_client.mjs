// One upload of random bytes in one PATCH, taken up again half a second after each break. argv: URL SIZE SECONDS
import * as tus from 'tus-js-client'
import crypto from 'node:crypto'

const [url, size, budget] = process.argv.slice(2)
const start = Date.now()
const end = () => {
  console.log((Date.now() - start) / 1000)
  process.exit()
}
setTimeout(end, budget * 1000)
new tus.Upload(crypto.randomBytes(+size), {
  endpoint: url,
  retryDelays: Array(400).fill(500),
  onShouldRetry: () => true,
  onError: end,
  onSuccess: end,
}).start()
