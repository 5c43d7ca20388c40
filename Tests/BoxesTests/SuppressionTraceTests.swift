import Testing

@testable import Boxes

@Suite struct SuppressionTraceTests {
  @Test func everyBoxHasItsFate() throws {
    let boxes = [0, 1, 30, 2].map { Box(x: Float($0), y: 0, width: 10, height: 10) }
    let trace = try SuppressionTrace(boxes, scores: [0.8, 0.9, 0.3, 0.7], threshold: 0.5)
    #expect(trace.kept == [1, 2])
    #expect(trace.fates[1] == .kept && trace.fates[2] == .kept)
    #expect(trace.fates[0] == .suppressed(by: 1, iou: boxes[0].iou(with: boxes[1])))
    #expect(trace.fates[3] == .suppressed(by: 1, iou: boxes[3].iou(with: boxes[1])))
    #expect(trace.suppressed(by: 1).map(\.index) == [0, 3])
    #expect(trace.suppressed(by: 2).isEmpty)
  }

  @Test func itAgreesWithSuppressionItself() throws {
    var state: UInt64 = 7
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for _ in 0..<20 {
      let boxes = (0..<60).map { _ in
        Box(
          x: Float(random(50)), y: Float(random(50)), width: Float(5 + random(20)),
          height: Float(5 + random(20)))
      }
      let scores = boxes.map { _ in Float(random(20)) / 20 }
      let classes = boxes.map { _ in random(3) }
      let trace = try SuppressionTrace(boxes, scores: scores, classes: classes, threshold: 0.3)
      let kept = try nonMaximumSuppression(
        boxes, scores: scores, classes: classes, threshold: 0.3)
      #expect(trace.kept == kept)
      for (index, fate) in trace.fates.enumerated() {
        switch fate {
        case .kept: #expect(kept.contains(index))
        case .suppressed(let by, let iou):
          #expect(kept.contains(by) && classes[by] == classes[index])
          #expect(iou > 0.3 && iou == boxes[by].iou(with: boxes[index]))
          #expect(scores[by] >= scores[index])
        }
      }
    }
  }
}
