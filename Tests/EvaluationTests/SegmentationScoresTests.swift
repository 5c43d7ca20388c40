import Testing

@testable import Evaluation

@Suite struct SegmentationScoresTests {
  /// 10 pixels, 3 classes, one pixel that nobody labelled.
  static func matrix() throws -> ConfusionMatrix {
    var matrix = try ConfusionMatrix(classNames: ["sky", "grass", "water"])
    let truths: [UInt8] = [0, 0, 0, 0, 1, 1, 1, 255, 0, 1]
    try matrix.add(truths: truths, predictions: [0, 0, 0, 1, 1, 1, 0, 2, 0, 1])
    return matrix
  }

  @Test func scoresByHand() throws {
    let matrix = try Self.matrix()
    #expect(matrix.counts == [[4, 1, 0], [1, 3, 0], [0, 0, 0]])
    #expect(matrix.pixelAccuracy == 7.0 / 9)
    #expect(matrix.meanPixelAccuracy == (4.0 / 5 + 3.0 / 4) / 2)
    #expect(matrix.iou(of: 0) == 4.0 / 6)
    #expect(matrix.iou(of: 1) == 3.0 / 5)
    #expect(matrix.iou(of: 2) == nil, "nobody asked about water")
    #expect(matrix.meanIoU == (4.0 / 6 + 3.0 / 5) / 2)
    let weighted = 5.0 / 9 * (4.0 / 6) + 4.0 / 9 * (3.0 / 5)
    #expect(abs((matrix.frequencyWeightedIoU ?? 0) - weighted) < 1e-12)
    #expect(
      matrix.segmentationTable == """
        class  pixels  recall  precision     IoU
        sky         5  80.0 %     80.0 %  66.7 %
        grass       4  75.0 %     75.0 %  60.0 %
        water       0       –          –       –
        mean        9  77.5 %             63.3 %
        """)
  }

  /// A class that is predicted but never true counts, with IoU 0.
  @Test func aWrongClassLowersTheMean() throws {
    var matrix = try Self.matrix()
    try matrix.add(truths: [0], predictions: [2])
    #expect(matrix.iou(of: 2) == 0)
    #expect(matrix.meanIoU == (4.0 / 7 + 3.0 / 5) / 3)
  }

  @Test func mapsThatDoNotFitAreRefusedWhole() throws {
    var matrix = try Self.matrix()
    let before = matrix
    #expect(
      throws: EvaluationError(
        operation: "ConfusionMatrix.add", expected: "pixels of class 0 to 2",
        found: "a prediction of 7")
    ) { try matrix.add(truths: [0, 1], predictions: [0, 7]) }
    #expect(throws: EvaluationError.self) { try matrix.add(truths: [0, 1], predictions: [0]) }
    #expect(throws: EvaluationError.self) {
      try matrix.add(truths: [255], predictions: [0], ignoring: nil)
    }
    #expect(matrix == before)
    #expect(try ConfusionMatrix(classNames: ["a"]).meanIoU == nil)
    #expect(try ConfusionMatrix(classNames: ["a"]).frequencyWeightedIoU == nil)
  }
}
