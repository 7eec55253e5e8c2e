// Reads an MCAP file twice, by its index and from front to end, with all checksums checked, and
// prints what is in it as JSON. node read-mcap.mjs FOLDER-OF-@mcap/core FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, path] = process.argv.slice(2);
const { McapIndexedReader, McapStreamReader } = createRequire(folder + "/")("@mcap/core");
const bytes = new Uint8Array(readFileSync(path));
const text = new TextDecoder();

const topics = new Map();
const found = { indexed: [], streamed: [], metadata: {} };
const line = (message) =>
  `${topics.get(message.channelId)} ${message.logTime} ${text.decode(message.data)}`;

const reader = await McapIndexedReader.Initialize({
  readable: {
    size: async () => BigInt(bytes.length),
    read: async (offset, length) =>
      bytes.slice(Number(offset), Number(offset) + Number(length)),
  },
});
for (const channel of reader.channelsById.values()) {
  topics.set(channel.id, channel.topic);
}
for await (const message of reader.readMessages()) {
  found.indexed.push(line(message));
}
for await (const metadata of reader.readMetadata()) {
  found.metadata[metadata.name] = Object.fromEntries(metadata.metadata);
}
found.schemas = [...reader.schemasById.values()].map((schema) => schema.name);
found.count = Number(reader.statistics.messageCount);
found.chunks = reader.chunkIndexes.length;

const stream = new McapStreamReader({ validateCrcs: true });
stream.append(bytes);
for (let record = stream.nextRecord(); record; record = stream.nextRecord()) {
  if (record.type === "Message") {
    found.streamed.push(line(record));
  }
}
if (!stream.done()) {
  throw new Error("the file does not end where it should");
}
console.log(JSON.stringify(found));
