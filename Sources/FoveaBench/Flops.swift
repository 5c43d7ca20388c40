import Tensors

/// What a computation costs by the count of its operations.
enum Flops {
  static func count(_ body: () throws -> Tensor) throws -> Int {
    var total = 0
    var seen: Set<ObjectIdentifier> = []
    var pending: [Origin?] = [try recordingOrigins(body).origin]
    while let next = pending.popLast() {
      guard let origin = next, seen.insert(ObjectIdentifier(origin)).inserted else { continue }
      total += origin.flops
      pending += origin.inputs.map(\.origin)
    }
    return total
  }
}
