import Fovea
import LessonSwift

extension HostLibrary {
  /// Pooling of regions, and what turns proposals and anchors into training targets.
  mutating func addRegions() {
    addRegionPooling()
    addBoxCodec()
    addMatching()
    addAnchorGrids()
  }

  private mutating func addRegionPooling() {
    initializer(
      "init(regions boxes: [Box], image: Int = 0) throws", of: Tensor.self,
      help: "Boxes as a table [R, 5]: image, x1, y1, x2, y2 in pixels."
    ) { (boxes: [Box], image: Int) in try Tensor(regions: boxes, image: image) }
    initializer(
      "init(regions boxesByImage: [[Box]]) throws", of: Tensor.self,
      help: "Boxes of every picture of a batch as a table [R, 5]."
    ) { (boxes: [[Box]]) in try Tensor(regions: boxes) }
    method(
      "func roiPool(_ boxes: [Box], outputSize: [Int], spatialScale: Float) throws -> Tensor",
      on: Tensor.self,
      help: "The largest number of each bin of every box: [1, C, H, W] to [R, C, rows, columns]. "
        + "Girshick, \"Fast R-CNN\", 2015, §2.1."
    ) { (x: Tensor, boxes: [Box], size: [Int], scale: Float) in
      try x.roiPool(boxes, outputSize: size, spatialScale: scale)
    }
    method(
      "func roiPool(_ regions: Tensor, outputSize: [Int], spatialScale: Float) throws -> Tensor",
      on: Tensor.self,
      help: "[N, C, H, W] and regions [R, 5] to [R, C, rows, columns]. "
        + "Girshick, \"Fast R-CNN\", 2015, §2.1."
    ) { (x: Tensor, regions: Tensor, size: [Int], scale: Float) in
      try x.roiPool(regions, outputSize: size, spatialScale: scale)
    }
    method(
      "func roiPoolWithIndices(_ boxes: [Box], outputSize: [Int], spatialScale: Float) throws "
        + "-> (values: Tensor, indices: Tensor)", on: Tensor.self,
      help: "roiPool, and where each winner stood: row · W + column; −1 in an empty bin. "
        + "Both [R, C, rows, columns]. Girshick, \"Fast R-CNN\", 2015, §2.3."
    ) { (x: Tensor, boxes: [Box], size: [Int], scale: Float) in
      try x.roiPoolWithIndices(boxes, outputSize: size, spatialScale: scale)
    }
    method(
      "func roiAlign(_ boxes: [Box], outputSize: [Int], spatialScale: Float, "
        + "samplingRatio: Int = 0, aligned: Bool = false) throws -> Tensor", on: Tensor.self,
      help: "The mean of sampled points of each bin: [1, C, H, W] to [R, C, rows, columns]. "
        + "He et al., \"Mask R-CNN\", 2017, §3."
    ) { (x: Tensor, boxes: [Box], size: [Int], scale: Float, ratio: Int, aligned: Bool) in
      try x.roiAlign(
        boxes, outputSize: size, spatialScale: scale, samplingRatio: ratio, aligned: aligned)
    }
    method(
      "func roiAlign(_ regions: Tensor, outputSize: [Int], spatialScale: Float, "
        + "samplingRatio: Int = 0, aligned: Bool = false) throws -> Tensor", on: Tensor.self,
      help: "[N, C, H, W] and regions [R, 5] to [R, C, rows, columns]. "
        + "He et al., \"Mask R-CNN\", 2017, §3."
    ) { (x: Tensor, regions: Tensor, size: [Int], scale: Float, ratio: Int, aligned: Bool) in
      try x.roiAlign(
        regions, outputSize: size, spatialScale: scale, samplingRatio: ratio, aligned: aligned)
    }
    method(
      "func spatialPyramidPool(levels: [Int]) throws -> Tensor", on: Tensor.self,
      help: "The largest number of each bin of several grids: [N, C, H, W] to "
        + "[N, C·(l₁² + l₂² + …)]. He et al., \"Spatial Pyramid Pooling\", 2014, §2.2."
    ) { (x: Tensor, levels: [Int]) in try x.spatialPyramidPool(levels: levels) }
    method(
      "func roiPyramidPool(_ boxes: [Box], levels: [Int], spatialScale: Float) throws -> Tensor",
      on: Tensor.self,
      help: "spatialPyramidPool of each box's part of the map: [1, C, H, W] to "
        + "[R, C·(l₁² + l₂² + …)]. He et al., \"Spatial Pyramid Pooling\", 2014, §4.1."
    ) { (x: Tensor, boxes: [Box], levels: [Int], scale: Float) in
      try x.roiPyramidPool(boxes, levels: levels, spatialScale: scale)
    }
  }

  private mutating func addBoxCodec() {
    type(BoxOffset.self, named: "BoxOffset", help: "dx, dy, dw, dh from a reference to a box.")
    initializer("init(dx: Float, dy: Float, dw: Float, dh: Float)", of: BoxOffset.self) {
      (dx: Float, dy: Float, dw: Float, dh: Float) in BoxOffset(dx: dx, dy: dy, dw: dw, dh: dh)
    }
    staticProperty("static let zero: BoxOffset", on: BoxOffset.self) { BoxOffset.zero }
    for (name, field) in [
      ("dx", \BoxOffset.dx), ("dy", \.dy), ("dw", \.dw), ("dh", \.dh),
    ] as [(String, KeyPath<BoxOffset, Float>)] {
      property("\(name): Float", on: BoxOffset.self) { (offset: BoxOffset) in
        offset[keyPath: field]
      }
    }
    property("values: [Float]", on: BoxOffset.self, help: "dx, dy, dw, dh.") {
      (offset: BoxOffset) in offset.values
    }
    type(BoxCodec.self, named: "BoxCodec", help: "Boxes to offsets from a reference, and back.")
    initializer("init(weights: [Float] = [1, 1, 1, 1]) throws", of: BoxCodec.self) {
      (weights: [Float]) in try BoxCodec(weights: weights)
    }
    staticProperty("static let plain: BoxCodec", on: BoxCodec.self, help: "Weights of 1.") {
      BoxCodec.plain
    }
    staticProperty(
      "static let regionHead: BoxCodec", on: BoxCodec.self, help: "Weights 10, 10, 5, 5."
    ) { BoxCodec.regionHead }
    method(
      "func encode(_ box: Box, from reference: Box) throws -> BoxOffset", on: BoxCodec.self,
      help: "(x − xᵣ) / wᵣ, (y − yᵣ) / hᵣ, log(w / wᵣ), log(h / hᵣ), times the weights. "
        + "Girshick et al., \"R-CNN\", 2014, appendix C."
    ) { (codec: BoxCodec, box: Box, reference: Box) in try codec.encode(box, from: reference) }
    method(
      "func encode(_ boxes: [Box], from references: [Box]) throws -> [BoxOffset]",
      on: BoxCodec.self
    ) { (codec: BoxCodec, boxes: [Box], references: [Box]) in
      try codec.encode(boxes, from: references)
    }
    method(
      "func decode(_ offset: BoxOffset, from reference: Box) -> Box", on: BoxCodec.self,
      help: "The box to which an offset leads. Girshick et al., \"R-CNN\", 2014, appendix C."
    ) { (codec: BoxCodec, offset: BoxOffset, reference: Box) in
      codec.decode(offset, from: reference)
    }
    method(
      "func decode(_ offsets: [BoxOffset], from references: [Box]) throws -> [Box]",
      on: BoxCodec.self
    ) { (codec: BoxCodec, offsets: [BoxOffset], references: [Box]) in
      try codec.decode(offsets, from: references)
    }
  }

  private mutating func addMatching() {
    type(BoxMatch.self, named: "BoxMatch", help: "A true box, background, or neither.")
    property("truth: Int?", on: BoxMatch.self, help: "The index of its true box.") {
      (match: BoxMatch) in match.truth
    }
    property("isBackground: Bool", on: BoxMatch.self) { (match: BoxMatch) in match.isBackground }
    type(BoxMatcher.self, named: "BoxMatcher", help: "Each candidate's true box, by thresholds.")
    initializer(
      "init(positive: Float, negative: Float, keepsBest: Bool = false) throws",
      of: BoxMatcher.self
    ) { (positive: Float, negative: Float, keepsBest: Bool) in
      try BoxMatcher(positive: positive, negative: negative, keepsBest: keepsBest)
    }
    method(
      "func match(_ candidates: [Box], to truths: [Box]) throws -> [BoxMatch]",
      on: BoxMatcher.self,
      help: "One match a candidate. Ren et al., \"Faster R-CNN\", 2015, §3.1.2."
    ) { (matcher: BoxMatcher, candidates: [Box], truths: [Box]) in
      try matcher.match(candidates, to: truths)
    }
    type(BalancedSampler.self, named: "BalancedSampler", help: "A minibatch of candidates.")
    initializer(
      "init(count: Int, positiveShare: Float) throws", of: BalancedSampler.self
    ) { (count: Int, share: Float) in try BalancedSampler(count: count, positiveShare: share) }
    method(
      "func sample(_ matches: [BoxMatch], using generator: inout SeededGenerator) "
        + "-> (positives: [Int], negatives: [Int])", on: BalancedSampler.self,
      help: "Indices drawn by chance. Girshick, \"Fast R-CNN\", 2015, §2.3."
    ) { (sampler: BalancedSampler, matches: [BoxMatch], generator: Inout<SeededGenerator>) in
      sampler.sample(matches, using: &generator.value)
    }
    type(ScoreDecay.self, named: "ScoreDecay", help: "How soft suppression lowers a score.")
    staticMethod("static func linear(threshold: Float) -> ScoreDecay", on: ScoreDecay.self) {
      (threshold: Float) in ScoreDecay.linear(threshold: threshold)
    }
    staticMethod("static func gaussian(sigma: Float) -> ScoreDecay", on: ScoreDecay.self) {
      (sigma: Float) in ScoreDecay.gaussian(sigma: sigma)
    }
    function(
      "func softNonMaximumSuppression(_ boxes: [Box], scores: [Float], classes: [Int]? = nil, "
        + "decay: ScoreDecay = ScoreDecay.gaussian(sigma: 0.5), minimumScore: Float = 0.001) "
        + "throws -> [(index: Int, score: Float)]",
      help: "Overlapped boxes lose score instead of going. Bodla et al., \"Soft-NMS\", 2017, §3."
    ) {
      (boxes: [Box], scores: [Float], classes: [Int]?, decay: ScoreDecay, minimum: Float) in
      try softNonMaximumSuppression(
        boxes, scores: scores, classes: classes, decay: decay, minimumScore: minimum)
    }
  }

  private mutating func addAnchorGrids() {
    type(AnchorGrid.self, named: "AnchorGrid", help: "The anchors of a cell, laid over a map.")
    initializer(
      "init(sizes: [Float], aspectRatios: [Float] = [0.5, 1, 2], strideY: Int, strideX: Int) "
        + "throws", of: AnchorGrid.self, help: "As torchvision's AnchorGenerator."
    ) { (sizes: [Float], ratios: [Float], strideY: Int, strideX: Int) in
      try AnchorGrid(sizes: sizes, aspectRatios: ratios, strideY: strideY, strideX: strideX)
    }
    initializer(
      "init(anchors: [Box], strideY: Int, strideX: Int) throws", of: AnchorGrid.self
    ) { (anchors: [Box], strideY: Int, strideX: Int) in
      try AnchorGrid(anchors: anchors, strideY: strideY, strideX: strideX)
    }
    staticMethod(
      "static func fasterRCNN() throws -> AnchorGrid", on: AnchorGrid.self,
      help: "The nine anchors of the reference. Ren et al., \"Faster R-CNN\", 2015, §3.1.1."
    ) { () in try AnchorGrid.fasterRCNN() }
    property("anchors: [Box]", on: AnchorGrid.self) { (grid: AnchorGrid) in grid.anchors }
    method("func boxes(rows: Int, columns: Int) throws -> [Box]", on: AnchorGrid.self) {
      (grid: AnchorGrid, rows: Int, columns: Int) in try grid.boxes(rows: rows, columns: columns)
    }
    type(PyramidLevels.self, named: "PyramidLevels", help: "Boxes to maps of a feature pyramid.")
    initializer("init() throws", of: PyramidLevels.self) { () in try PyramidLevels() }
    initializer(
      "init(levels: ClosedRange<Int>, canonicalSize: Float, canonicalLevel: Int) throws",
      of: PyramidLevels.self
    ) { (levels: ClosedRange<Int>, size: Float, level: Int) in
      try PyramidLevels(levels: levels, canonicalSize: size, canonicalLevel: level)
    }
    method(
      "func level(of box: Box) -> Int", on: PyramidLevels.self,
      help: "⌊4 + log₂(√(w·h) / 224)⌋ within 2…5. Lin et al., \"FPN\", 2017, §4.2."
    ) { (levels: PyramidLevels, box: Box) in levels.level(of: box) }
  }
}
