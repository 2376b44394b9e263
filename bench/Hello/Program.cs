// The yardstick for the start of fly: the least that a native AOT program of this SDK can do.
Console.WriteLine("hello");
