namespace Concourse.Core.Yaml.Scanning;

/// <summary>Blocks, which begin and end by indentation, flow collections, and keys.</summary>
internal sealed partial class YamlScanner
{
    private void OpenFlow(YamlTokenKind kind)
    {
        var level = NoteKey();
        keys.Open(queue.Next);
        CheckDepth(keys.Level);
        keyAllowed = true;
        AddIndicator(kind).KeyLevel = level;
    }

    private void CloseFlow(YamlTokenKind kind)
    {
        GiveKeyUp();
        StopWaiting(keys.Here.Token);
        keys.Close();
        keyAllowed = false;
        AddIndicator(kind);
    }

    // Upstream does not wait for the colon behind a collection in which no key could begin: `[]: a` is an empty list.
    private void StopWaiting(long token)
    {
        if (token >= queue.First && token < queue.Next)
        {
            queue[token].KeyLevel = -1;
        }
    }

    // In flow collections the parser refuses it, which can say where.
    private void BlockEntry()
    {
        if (!InFlow)
        {
            if (!keyAllowed)
            {
                throw Fault("block sequence entries are not allowed in this context", cursor.Mark);
            }

            OpenBlock(YamlTokenKind.BlockListStart);
        }

        GiveKeyUp();
        keyAllowed = true;
        AddIndicator(YamlTokenKind.BlockEntry);
    }

    private void Key()
    {
        if (!InFlow)
        {
            if (!keyAllowed)
            {
                throw Fault("mapping keys are not allowed in this context", cursor.Mark);
            }

            OpenBlock(YamlTokenKind.BlockMapStart);
        }

        GiveKeyUp();
        keyAllowed = !InFlow;
        AddIndicator(YamlTokenKind.Key);
    }

    private void Value()
    {
        ref var key = ref keys.Here;
        if (key.Possible && StillPossible(ref key))
        {
            BeginKey(key);
            key.Possible = false;
            keyAllowed = false;
        }
        else
        {
            if (!InFlow)
            {
                if (!keyAllowed)
                {
                    throw Fault("mapping values are not allowed in this context", cursor.Mark);
                }

                OpenBlock(YamlTokenKind.BlockMapStart);
            }

            keyAllowed = !InFlow;
        }

        AddIndicator(YamlTokenKind.Value);
    }

    private void BeginKey(in SimpleKeys.Candidate key)
    {
        var opens = Indent(key.Mark.Column);
        if (key.Token >= queue.First)
        {
            queue[key.Token].KeyBefore = true;
            queue[key.Token].MapBefore = opens;
            before += opens ? 2 : 1;
            return;
        }

        // Too late, nobody waited.
        queue.Add(YamlTokenKind.Key, key.Mark);
        if (opens)
        {
            queue.Add(YamlTokenKind.BlockMapStart, key.Mark);
        }
    }

    private void OpenBlock(YamlTokenKind kind)
    {
        if (Indent(cursor.Column))
        {
            queue.Add(kind, cursor.Mark);
        }
    }

    // Whether a block begins at this column.
    private bool Indent(int column)
    {
        if (InFlow || indent >= column)
        {
            return false;
        }

        indents.Push(indent);
        indent = column;
        CheckDepth(indents.Count);
        return true;
    }

    private void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Fault($"exceeded max depth of {MaxDepth}", keys.Here.Mark);
        }
    }

    private void CloseBlocks(int column)
    {
        while (!InFlow && indent > column)
        {
            queue.Add(YamlTokenKind.BlockEnd, cursor.Mark);
            indent = indents.Pop();
        }
    }

    // The level to be noted in the token that follows; -1: no key may begin here.
    private int NoteKey()
    {
        if (!keyAllowed)
        {
            return -1;
        }

        GiveKeyUp();
        keys.Here = new SimpleKeys.Candidate
        {
            Possible = true,
            Required = !InFlow && indent == cursor.Column,
            Token = queue.Next,
            Mark = cursor.Mark,
        };
        return keys.Level;
    }

    private void GiveKeyUp()
    {
        ref var key = ref keys.Here;
        if (key.Possible && key.Required)
        {
            throw MissingColon(key);
        }

        key.Possible = false;
    }

    private bool StillPossible(ref SimpleKeys.Candidate key)
    {
        if (key.Mark.Line == cursor.Line && !IsLong(key.Mark.Index))
        {
            return true;
        }

        if (key.Required)
        {
            throw MissingColon(key);
        }

        return key.Possible = false;
    }

    // The limit counts characters, of which some take two units.
    private bool IsLong(int start)
    {
        var units = cursor.Index - start;
        return units > LongestKey && (units > 2 * LongestKey || Characters(cursor.Slice(start, cursor.Index)) > LongestKey);
    }

    private static int Characters(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var unit in text)
        {
            count += char.IsLowSurrogate(unit) ? 0 : 1;
        }

        return count;
    }

    private YamlSyntaxException MissingColon(in SimpleKeys.Candidate key) => Fault("could not find expected ':'", key.Mark);
}
