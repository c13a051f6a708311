// The server beside tus_client.mjs. argv: HOST PORT FOLDER
import { Server } from '@tus/server'
import { FileStore } from '@tus/file-store'

const [host, port, directory] = process.argv.slice(2)
new Server({ path: '/files', datastore: new FileStore({ directory }) }).listen({ host, port: +port }, () =>
  console.log('ready'),
)
