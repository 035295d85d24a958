{#- The sentence for an error that comes of too little memory or disk, none for any other. -#}
{%- macro shortage(what, message) -%}
    {%- set of_disk = [
        'No space left on device', 'max_temp_directory_size', 'File too large', 'Disk quota exceeded', 'database or disk is full'
    ] -%}
    {%- set of_memory = [
        'Out of Memory Error', 'OutOfMemoryException', 'MemoryError', 'Unable to allocate', 'Cannot allocate memory', 'bad_alloc'
    ] -%}
    {%- if of_disk | select('in', message) | list -%}
        {{ return(what ~ ' found no room on the disk: free space where the database (HELIX_DB) and what is published ('
            ~ 'HELIX_PUBLISHED) lie, or let them lie elsewhere, and build again; published tables are as they were.') }}
    {%- elif of_memory | select('in', message) | list -%}
        {{ return(what ~ ' found too little memory: raise HELIX_MEMORY_LIMIT (now ' ~ env_var('HELIX_MEMORY_LIMIT', 'its default')
            ~ '), or end other programs, and build again; published tables are as they were.') }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro -%}
