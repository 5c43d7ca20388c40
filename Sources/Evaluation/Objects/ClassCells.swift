/// What one picture holds of one class: indices into its lists.
struct ClassCell {
  var picture: Int
  var truths: [Int] = []
  /// Best score first; of equal scores the first in the list.
  var detections: [Int] = []
}

extension DetectionRecord {
  /// For each class, the pictures that hold something of it, in order.
  func cells() -> [[ClassCell]] {
    var cells = [[ClassCell]](repeating: [], count: classNames.count)
    for (index, picture) in pictures.enumerated() {
      func cell(_ classIndex: Int, _ change: (inout ClassCell) -> Void) {
        if cells[classIndex].last?.picture != index {
          cells[classIndex].append(ClassCell(picture: index))
        }
        change(&cells[classIndex][cells[classIndex].count - 1])
      }
      for (i, truth) in picture.truths.enumerated() {
        cell(truth.classIndex) { $0.truths.append(i) }
      }
      for i in picture.detections.orderedByScore() {
        cell(picture.detections[i].classIndex) { $0.detections.append(i) }
      }
    }
    return cells
  }
}

extension [DetectedObject] {
  /// Indices, best score first; of equal scores the first in the list goes first.
  func orderedByScore() -> [Int] { map(\.score).orderFromLargest() }
}

extension [Double] {
  /// Indices, the largest number first; of equal numbers the first in the list goes first.
  func orderFromLargest() -> [Int] {
    indices.sorted { self[$0] != self[$1] ? self[$0] > self[$1] : $0 < $1 }
  }
}
