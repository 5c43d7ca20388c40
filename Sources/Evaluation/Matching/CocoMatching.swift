// D detections of one class in one picture, best score first; G truths of that class.

// quote: coco-matching
/// COCO's matching: the surest detection chooses first, among the truths that are still free.
///
/// Truths that count come before ignored ones: a detection that can hit one that counts is never
/// excused by one that does not. A crowd is never used up.
///
/// - Source: pycocotools, `cocoeval.py`, `evaluateImg`. Of equal overlaps the last truth wins.
func matchedByCoco(
  _ overlaps: [[Double]], threshold: Double, isIgnored: [Bool], isCrowd: [Bool]
) -> [DetectionMatch] {
  let counted = isIgnored.indices.filter { !isIgnored[$0] }
  let order = counted + isIgnored.indices.filter { isIgnored[$0] }
  var isTaken = [Bool](repeating: false, count: isIgnored.count)
  return overlaps.map { row in
    var best = min(threshold, 1 - 1e-10)
    var match: Int?
    for truth in order where !isTaken[truth] || isCrowd[truth] {
      if let match, !isIgnored[match], isIgnored[truth] { break }
      if row[truth] >= best { (best, match) = (row[truth], truth) }
    }
    guard let match else { return DetectionMatch(truthIndex: nil) }
    isTaken[match] = true
    return DetectionMatch(truthIndex: match, isIgnored: isIgnored[match])
  }
}
// end quote
