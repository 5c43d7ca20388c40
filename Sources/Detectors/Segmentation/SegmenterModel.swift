// K classes, H×W pixels.

import Boxes
import Images
import Tensors

/// A segmenter as `fovea detect` runs it: the class of every pixel, and a line for each class that
/// is there.
public struct SegmenterModel: PictureModel {
  public let segmenter: any Segmenter
  public var classNames: [String] { segmenter.classNames }

  public init(_ segmenter: any Segmenter) { self.segmenter = segmenter }

  /// A thing for each class that some pixel has: the mask of its pixels, the smallest box around
  /// them, and the mean probability of the class there as the score.
  public func answer(for image: Image) throws -> PictureAnswer {
    let probabilities = try withoutGradient {
      try segmenter.logits(type(of: segmenter).normalization(image.rgb().tensor()))
        .softmax(axis: 1)  // [1, K, H, W]
    }
    let map = try ClassMap(probabilities.argmax(axis: 1))
    let values = probabilities.values
    let pixels = map.classes.count
    var (sums, counts) = ([Float](repeating: 0, count: 256), [Int](repeating: 0, count: 256))
    for (place, kind) in map.classes.enumerated() {
      sums[kind] += values[kind * pixels + place]
      counts[kind] += 1
    }
    let things = map.present.compactMap { kind -> FoundThing? in
      let mask = map.mask(of: kind)
      guard let box = mask.box else { return nil }
      return FoundThing(
        Detection(box: box, classIndex: kind, score: sums[kind] / Float(max(1, counts[kind]))),
        mask: RunLengthMask(mask))
    }
    var answer = PictureAnswer(
      things: things.sorted { $0.detection.score > $1.detection.score })
    answer.classMap = map
    return answer
  }
}
