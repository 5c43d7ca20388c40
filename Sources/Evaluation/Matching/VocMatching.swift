// D detections of one class in one picture, best score first; G truths of that class.

// quote: voc-matching
/// VOC's matching: each detection is compared with the truth it overlaps best, and with no other.
///
/// The first that hits it finds it; a second is a false positive, even where another free truth
/// overlaps enough.
///
/// - Source: Everingham et al., IJCV 2010, §4.2; VOC development kit 2012, `VOCevaldet.m`. At exactly
///   the threshold it is a hit, as in the kit (the paper says "exceed"). Of equal overlaps the first
///   truth wins.
func matchedByVoc(
  _ overlaps: [[Double]], threshold: Double, isIgnored: [Bool]
) -> [DetectionMatch] {
  var isTaken = [Bool](repeating: false, count: isIgnored.count)
  return overlaps.map { row in
    guard let overlap = row.max(), overlap >= threshold, let best = row.firstIndex(of: overlap)
    else { return DetectionMatch(truthIndex: nil) }
    if isIgnored[best] { return DetectionMatch(truthIndex: best, isIgnored: true) }
    if isTaken[best] { return DetectionMatch(truthIndex: nil) }
    isTaken[best] = true
    return DetectionMatch(truthIndex: best)
  }
}
// end quote
