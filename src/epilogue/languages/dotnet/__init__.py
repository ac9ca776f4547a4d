"""What engines written for .NET share: numbers, sorting, the pseudo-random generator. No language."""
