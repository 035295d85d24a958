{#-
    The sentence for an error that comes of too little memory or disk, none for any other. `lower` names the variables that
    decide how much is held at once; without one, it is the number of threads, each of which holds something of its own.
-#}
{%- macro shortage(what, message, lower=[]) -%}
    {%- set of_disk = [
        'No space left on device', 'max_temp_directory_size', 'File too large', 'Disk quota exceeded', 'database or disk is full'
    ] -%}
    {%- set of_memory = [
        'Out of Memory Error', 'OutOfMemoryException', 'MemoryError', 'Unable to allocate', 'Cannot allocate memory', 'bad_alloc', 'alloc of size'
    ] -%}
    {%- if of_disk | select('in', message) | list -%}
        {{ return(what ~ ' found no room on the disk: free space where the database (HELIX_DB) and what is published ('
            ~ 'HELIX_PUBLISHED) lie, or let them lie elsewhere, and build again; published tables are as they were.') }}
    {%- elif of_memory | select('in', message) | list -%}
        {%- set lowered = ['HELIX_THREADS (now ' ~ env_var('HELIX_THREADS', 'all cores') ~ ')'] if not lower else [] -%}
        {%- for variable in lower -%}
            {%- do lowered.append(variable ~ ' (now ' ~ var(variable) ~ ')') -%}
        {%- endfor -%}
        {{ return(what ~ ' found too little memory: raise HELIX_MEMORY_LIMIT (now ' ~ env_var('HELIX_MEMORY_LIMIT', 'its default')
            ~ '), lower ' ~ lowered | join(' or ') ~ ', or end other programs, and build again; published tables are as they were.') }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro -%}
