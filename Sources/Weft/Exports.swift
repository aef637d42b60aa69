// What an app needs beside the models: documents and readers, tokens and their ranges, the kinds that options name, what
// a training tells, and the errors.
@_exported import WeftCorpora
@_exported import WeftText

@_exported import enum WeftCheckpoint.CheckpointError
@_exported import struct WeftLayers.CellKind
@_exported import enum WeftLayers.PoolingKind
@_exported import enum WeftLayers.WeightPrecision
@_exported import enum WeftTraining.OptimizerKind
@_exported import struct WeftTraining.OptimizerOptions
@_exported import enum WeftTraining.Schedule
@_exported import enum WeftTraining.TrainingError
@_exported import enum WeftTraining.TrainingEvent
@_exported import struct WeftTraining.TrainingOptions
@_exported import struct WeftTraining.TrainingResult
@_exported import struct WeftTraining.TrainingStep
@_exported import struct WeftTraining.TrainingSurroundings
@_exported import struct WeftTraining.TrainingValidation
