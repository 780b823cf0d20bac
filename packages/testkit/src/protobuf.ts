/** One field of a protobuf message: a number for varint and fixed types, bytes for the rest. */
export interface ProtoField {
  id: number
  value: bigint | Buffer
  /** 0 varint, 1 fixed64, 2 bytes, 5 fixed32. */
  wire: number
}

/** Reads one message's fields in order, without a schema (protobuf.dev, "Encoding"). */
export function* protoFields(message: Buffer): Generator<ProtoField> {
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++]
      if (byte === undefined) throw new Error('protobuf ends inside a varint')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const bytes = (count: number): Buffer => {
    if (at + count > message.length) throw new Error('protobuf ends inside a field')
    at += count
    return message.subarray(at - count, at)
  }
  while (at < message.length) {
    const tag = Number(varint())
    const wire = tag & 7
    const id = tag >>> 3
    if (wire === 0) yield { id, wire, value: varint() }
    else if (wire === 1) yield { id, wire, value: bytes(8).readBigUInt64LE() }
    else if (wire === 2) yield { id, wire, value: bytes(Number(varint())) }
    else if (wire === 5) yield { id, wire, value: BigInt(bytes(4).readUInt32LE()) }
    else throw new Error(`protobuf wire type ${wire}`)
  }
}
