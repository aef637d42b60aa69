// What an app needs beside the models: documents and readers, tokens and their ranges, and the kinds that options name.
@_exported import WeftCorpora
@_exported import WeftText

@_exported import enum WeftLayers.CellKind
@_exported import enum WeftLayers.PoolingKind
@_exported import enum WeftTraining.OptimizerKind
