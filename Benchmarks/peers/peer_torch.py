"""What the scripts that run PyTorch share: threads, oneDNN on or off, counted operations, masks."""

import torch


def prepare(options):
    """Sets threads and oneDNN, and gives the peer's name."""
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(1)
    torch.manual_seed(1)
    torch.backends.mkldnn.set_flags(options.onednn == "on")
    return f"torch {torch.__version__.split('+')[0]}, oneDNN {options.onednn}"


def recurrent_flops(gates, layers, directions, input_size, hidden, tokens):
    """Multiplications and additions of the matrix products alone, forward; training is three times as much."""
    first = input_size + hidden
    above = (layers - 1) * (directions * hidden + hidden)
    return 2 * tokens * gates * hidden * directions * (first + above)


def mask_of(lengths):
    """[T, B], true where a sequence has a token."""
    return torch.arange(max(lengths)).unsqueeze(1) < torch.tensor(lengths).unsqueeze(0)


def token_ids(vocabulary, lengths, generator):
    """Word numbers [T, B], frequent ones often as in a text (log-uniform), 0 for padding."""
    draws = torch.rand(max(lengths), len(lengths), generator=generator)
    ids = torch.exp(draws * torch.log(torch.tensor(float(vocabulary)))).long().clamp(1, vocabulary - 1)
    return ids * mask_of(lengths)
