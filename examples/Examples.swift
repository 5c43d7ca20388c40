/// The example pictures travel as this target's resources; `Fovea.Resources` finds them.
public enum Examples {}
