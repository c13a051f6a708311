-- Sends distinct bodies: args are method, path (for PUT the number is added to it), file of heads, size of one head,
-- file of the common tail, number of the first. TUS is POST with what tus wants to be told.
local n, heads, size, tail, method, path

function init(args)
    method, path, size = args[1], args[2], tonumber(args[4])
    local file = assert(io.open(args[3], "rb"))
    heads = file:read("*a")
    file:close()
    file = assert(io.open(args[5], "rb"))
    tail = file:read("*a")
    file:close()
    n = tonumber(args[6])
end

function request()
    local at = n * size
    assert(method ~= "POST" or at < #heads, "more requests than bodies")
    at = at % #heads
    n = n + 1
    local body = heads:sub(at + 1, at + size) .. tail
    local target = method == "PUT" and path .. n or path
    local headers = { ["Content-Length"] = #body }
    if method == "TUS" then
        headers["Tus-Resumable"], headers["Upload-Length"] = "1.0.0", #body
        headers["Content-Type"] = "application/offset+octet-stream"
    end
    return wrk.format(method == "TUS" and "POST" or method, target, headers, body)
end
