/// The kinds of page that a lesson can be made into.
public enum PageFormat: String, CaseIterable, Sendable {
  case md, html, ipynb
}

extension WovenLesson {
  /// The files of the page, by path; the page itself comes last, when all it names is there.
  ///
  /// - Parameter path: where the page goes. Markdown's pictures go into a folder beside it, called
  ///   after it.
  /// - Throws: when something cannot be encoded.
  public func files(_ format: PageFormat, at path: String) throws -> [(
    path: String, bytes: [UInt8]
  )] {
    switch format {
    case .html: return [(path, Array(HTMLPage.text(self).utf8))]
    case .ipynb: return [(path, try NotebookPage.json(self))]
    case .md:
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let stem = name.hasSuffix(".md") ? String(name.dropLast(3)) : name
      let folder = AtomicFile.folder(of: path)
      let pictures = stem + "-pictures"
      let place =
        folder.isEmpty ? pictures : folder == "/" ? "/" + pictures : "\(folder)/\(pictures)"
      return self.pictures.map { ("\(place)/\($0.name).png", $0.png) }
        + [(path, Array(MarkdownPage.text(self, pictures: pictures).utf8))]
    }
  }

  /// Every picture of the page, in order.
  public var pictures: [WovenPicture] {
    steps.flatMap { $0.run?.outputs ?? [] }
      .compactMap { if case .picture(let picture) = $0 { picture } else { nil } }
  }

  /// Writes the page, each file aside first.
  ///
  /// - Throws: `FileWritingError` with the path at fault.
  public func write(_ format: PageFormat, to path: String) throws {
    for file in try files(format, at: path) { try AtomicFile.write(file.bytes, to: file.path) }
  }
}
