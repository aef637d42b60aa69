// What an app needs beside the models themselves: documents and their readers, tokenizers and vocabularies.
@_exported import WeftBaseline
@_exported import WeftCheckpoint
@_exported import WeftCorpora
@_exported import WeftLayers
@_exported import WeftText
@_exported import WeftTraining
