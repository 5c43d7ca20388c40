/// How cost grows with the side of the picture and with the number of pictures: ResNet-50.
enum Scaling {
  private static let sides = [64, 128, 192, 256, 320, 448, 640]
  private static let batches = [1, 2, 4, 8, 16]

  static var workloads: [Workload] {
    (sides.map { Networks.resNet(images: 1, side: $0) }
      + batches.map { Networks.resNet(images: $0, side: 224) })
      .map { network in
        Workload("scaling-\(network.id)", .scaling, network.name) { try network.planned($0) }
      }
  }
}
