/// Lets the tensor that `body` makes remember where it came from, when `recordingOrigins` is on;
/// otherwise it costs one look at a task-local.
///
/// ```swift
/// try tracing("conv2D", from: [x, weight], flops: 2 * macs,
///             field: { $0.sliding(kernel: 3, stride: 2, padding: 1) }) { … }
/// ```
///
/// - Parameters:
///   - inputs: what a learner would call the operation's arguments.
///   - flops: a multiplication and an addition count as two.
///   - field: how the receptive field changes; elementwise operations leave it as it is. It is given
///     the common field of those inputs that have one, else `.pixel`.
///   - plan: how an `InferencePlan` repeats the operation; without it, a forward pass that contains
///     it cannot be planned.
package func tracing(
  _ operation: String, from inputs: [Tensor], flops: @autoclosure () -> Int = 0,
  field: (ReceptiveField) -> ReceptiveField = { $0 }, plan: @autoclosure () -> PlanNote? = nil,
  _ body: () throws -> Tensor
) rethrows -> Tensor {
  if let counter = FlopCounter.current {
    counter.add(flops(), to: operation, given: inputs.first?.shape)
    return try FlopCounter.$current.withValue(nil) {
      try tracing(operation, from: inputs, flops: flops(), field: field, plan: plan(), body)
    }
  }
  if let recorder = PlanRecorder.following(inputs) {
    return try recorder.record(operation, from: inputs, flops: flops(), note: plan(), body)
  }
  guard OriginMode.isOn else { return try body() }
  let clock = ContinuousClock()
  let start = clock.now
  var result = try OriginMode.$isOn.withValue(false, operation: body)
  let elapsed = (clock.now - start).components
  let milliseconds = Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) * 1e-15
  let fields = inputs.compactMap { $0.rank >= 2 ? $0.trace?.field : nil }
  result.trace = Origin(
    operation: operation, inputs: inputs, flops: flops(), milliseconds: milliseconds,
    field: field(ReceptiveField.union(fields) ?? .pixel))
  return result
}

extension ReceptiveField {
  /// The smallest field that holds all of these; of different strides, the coarsest is kept.
  static func union(_ fields: [ReceptiveField]) -> ReceptiveField? {
    guard var union = fields.first else { return nil }
    for field in fields.dropFirst() {
      let end = max(union.start + union.size, field.start + field.size)
      let start = min(union.start, field.start)
      union = ReceptiveField(
        stride: max(union.stride, field.stride), size: end - start, start: start)
    }
    return union
  }
}
