extension PyTorchFile {
  /// The member that holds the pickle, in a folder named as the file once was.
  private static let pickle = "/data.pkl"

  /// Whether a zip archive is one of PyTorch's, and not npz.
  static func isArchive(_ archive: ZipArchive) -> Bool {
    archive.members.contains { $0.name.hasSuffix(pickle) }
  }

  /// The format since 1.6: `archive/data.pkl`, and each storage as `archive/data/KEY`.
  init(archive: ZipArchive) throws {
    let file = archive.source.name
    let pickles = archive.members.filter { $0.name.hasSuffix(Self.pickle) }
    guard pickles.count == 1, let pickle = pickles.first else {
      throw CheckpointError(
        file: file, expected: "one member data.pkl", found: "\(pickles.count)")
    }
    let folder = pickle.name.dropLast(Self.pickle.count) + "/"
    let members = Dictionary(
      archive.members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    guard members[folder + "constants.pkl"] == nil else {
      throw CheckpointError(
        file: file, expected: "a state_dict", found: "a TorchScript program",
        hint: "torch.save(torch.jit.load(path).state_dict(), other)")
    }
    guard pickle.count <= PickleMachine.longest else {
      throw CheckpointError(
        file: file, place: "member \(quoted(pickle.name))",
        expected: "a pickle of at most \(PickleMachine.longest) bytes",
        found: "\(pickle.count) bytes")
    }
    let order = try members[folder + "byteorder"].map { member in
      guard member.count <= 16 else {
        throw CheckpointError(
          file: file, place: "member \(quoted(member.name))", expected: "little or big",
          found: "\(member.count) bytes")
      }
      return try archive.contents(of: member)
    }
    var machine = PickleMachine(
      ArraySource(
        try archive.source(of: pickle).bytes(at: 0, count: pickle.count, what: "a pickle"),
        name: file),
      at: 0, place: pickle.name)
    let root = try machine.run()
    try self.init(
      file, isBigEndian: order == Array("big".utf8), root: root, heap: machine.heap
    ) { key in
      guard let member = members["\(folder)data/\(key)"] else {
        throw CheckpointError(
          file: file, expected: "a member \(quoted("\(folder)data/\(key)"))", found: "none")
      }
      return Place(
        source: MemberSource(archive: archive, member: member), start: 0, bytes: member.count,
        isDeflated: member.isDeflated)
    }
  }
}

/// A member of an archive, opened and compared with its checksum when it is first read.
final class MemberSource: ByteSource {
  private let archive: ZipArchive
  private let member: ZipArchive.Member
  private var opened: (any ByteSource)?

  init(archive: ZipArchive, member: ZipArchive.Member) {
    (self.archive, self.member) = (archive, member)
  }

  var name: String { archive.source.name }
  var count: Int { member.count }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    let source = try opened ?? archive.source(of: member)
    opened = source
    try source.read(at: offset, into: buffer)
  }
}
